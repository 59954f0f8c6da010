import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { exportRun } from '../../runs/record/exportRun.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson } from '../shared/terminal.ts';
import { commandWord } from '../../util/commandWord.ts';

export const exportCommand = defineCommand({
  name: 'export',
  usage: 'RUN DIR [--move]',
  summary: 'Write a run that nobody drives to a folder, with which it moves to another machine.',
  details: [
    'DIR  a folder that does not exist yet: it gets the journal, the commits, and the files of all sessions. Secrets are NOT taken out',
    '--move  the run can then no longer be driven here, so that it goes on in one place only',
    'Bring the folder where you want it, such as with rsync or "aws s3 sync", and take it in there with wavegate import.',
  ],
  options: { ...placeOptions, move: { type: 'boolean', default: false } },
  arguments: [2, 2],
  async run({ values, positionals: [run = '', folder = ''], terminal }) {
    const runs = await findRuns(here, placeOf(terminal, values));
    const target = path.resolve(terminal.folder, folder);
    const { files } = await exportRun(runs, run, target, values.move === true);
    const count = Object.keys(files).length;
    if (values.json === true)
      await writeJson(terminal, { run, folder: target, files: count, moved: values.move === true });
    else {
      terminal.note(
        `Run ${run} is in ${target}, ${count} files. Take it in elsewhere: wavegate import ${commandWord(folder)}`,
      );
      if (values.move !== true) terminal.note('It can still be driven here. Go on with it in one place only.');
    }
    return exitCodes.done;
  },
});
