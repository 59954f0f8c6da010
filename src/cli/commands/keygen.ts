import path from 'node:path';
import { approverLine } from '../../core/model/approvers.ts';
import { writeKeyFile } from '../../decisions/keyFile.ts';
import { here } from '../../compose/cli.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { hideFromAgents, passphraseOf } from '../shared/signer.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

export const keygen = defineCommand({
  name: 'keygen',
  usage: 'FILE [--no-passphrase | --passphrase-fd N]',
  summary: 'Make a key that signs decisions, in a file only you can read, with a passphrase.',
  details: [
    'Keep it out of the repository and away from the agents: whoever can use it can approve in your name.',
    'Give it to run, resume, approve, reject and hold with --key FILE, which then ask for the passphrase.',
    '--passphrase-fd N  read the passphrase from this open file, where there is no terminal to ask at',
    '--no-passphrase  leave it out: agents of the same account can then read the key, unless a sandbox hides it',
  ],
  options: { 'passphrase-fd': { type: 'string' }, 'no-passphrase': { type: 'boolean', default: false } },
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const passphrase = values['no-passphrase'] === true ? undefined : await newPassphrase(terminal, values);
    const place = path.resolve(terminal.folder, file);
    const { publicKey } = await writeKeyFile(place, passphrase);
    await hideFromAgents(terminal, values, place);
    if (passphrase === undefined) {
      terminal.note(
        'Warning: this key has no passphrase, so whatever runs as you can use it. It counts only where it is.',
      );
    }
    const approver = approverLine({ name: await here.personAt(terminal.folder), key: publicKey });
    if (values.json === true)
      await writeJson(terminal, { file, publicKey, approver, passphrase: passphrase !== undefined });
    else {
      await writeLines(terminal, [
        `Wrote ${file}. Its public key is ${publicKey}`,
        `To decide gates that name approvers: wavegate approvers add ${approver}`,
      ]);
    }
    return exitCodes.done;
  },
});

/** @returns undefined without a terminal to ask at: scripts create keys, too. @throws CliError `usage` */
async function newPassphrase(
  terminal: Terminal,
  values: { readonly 'passphrase-fd'?: string },
): Promise<string | undefined> {
  const passphrase = await passphraseOf(terminal, values, 'Passphrase for the new key: ');
  if (passphrase === undefined) {
    if (terminal.secret === undefined) return undefined;
    throw new CliError('usage', 'No key was made.');
  }
  if (passphrase === '') throw new CliError('usage', 'The passphrase is empty. Say --no-passphrase if you mean that.');
  if (values['passphrase-fd'] === undefined && (await terminal.secret?.('The same once more: ')) !== passphrase) {
    throw new CliError('usage', 'The two passphrases differ, so no key was made. Try again.');
  }
  return passphrase;
}
