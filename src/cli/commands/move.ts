import { here } from '../../compose/cli.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { moveToDatabase, moveToFiles } from '../../runs/record/moveRun.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson } from '../shared/terminal.ts';

export const move = defineCommand({
  name: 'move',
  usage: 'RUN --to database|files --database URL',
  summary:
    "Move a run that nobody drives from files of this machine to a team's database, or back. Nothing of it is lost.",
  details: [
    '--to database|files  where it goes, with its record and its commits; what sessions printed stays on its machine',
    '--database URL  address, or a file that holds it; default: WAVEGATE_DATABASE_URL. See docs/team.md',
  ],
  options: { ...placeOptions, to: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const { to } = values;
    if (to !== 'database' && to !== 'files')
      throw new CliError('usage', 'Say where it goes: --to database or --to files.');
    const place = placeOf(terminal, values);
    const inDatabase = await findRuns(here, place);
    const { team } = inDatabase;
    if (team === undefined) {
      throw new CliError('usage', 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.');
    }
    if (to === 'files') await moveToFiles({ ...inDatabase, team }, run);
    else {
      const { folder, settings, env } = place;
      await moveToDatabase(await findRuns(here, { folder, settings, env }), { ...inDatabase, team }, run);
    }
    const { shown } = team.database;
    if (values.json === true) await writeJson(terminal, { run, to, database: shown });
    else if (to === 'files') terminal.note(`Run ${run} is in files of this machine now. Go on with --database off.`);
    else terminal.note(`Run ${run} is in ${shown} now. Go on with --database, or WAVEGATE_DATABASE_URL.`);
    return exitCodes.done;
  },
});
