import path from 'node:path';
import { writeKeyFile } from '../../decisions/keyFile.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const keygen = defineCommand({
  name: 'keygen',
  usage: 'FILE',
  summary: 'Make a key that signs decisions, in a file only you can read.',
  details: [
    'Keep it out of the repository and away from the agents: whoever has it can approve in your name.',
    'Give it to run, resume, approve, reject and hold with --key FILE.',
  ],
  options: {},
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const { publicKey } = await writeKeyFile(path.resolve(terminal.folder, file));
    if (values.json === true) await writeJson(terminal, { file, publicKey });
    else await writeLines(terminal, [`Wrote ${file}. Its public key is ${publicKey}`]);
    return exitCodes.done;
  },
});
