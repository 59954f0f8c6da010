import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { databaseOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const database = defineCommand({
  name: 'database',
  usage: 'setup|check --database URL',
  summary: "Make the tables of a team's database, or bring them to this version; or check that they can be used.",
  details: [
    'setup  run by the owner of the database: tables, and the roles wavegate_viewer and wavegate_driver',
    'check  says whether the tables are there and of this version',
    '--database URL  address, or a file that holds it; default: WAVEGATE_DATABASE_URL. See docs/team.md',
  ],
  options: { database: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [what = ''], terminal }) {
    if (what !== 'setup' && what !== 'check') throw new CliError('usage', 'Usage: wavegate database setup|check');
    const address = databaseOf(terminal, values.database);
    if (address === undefined) {
      throw new CliError('usage', 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.');
    }
    const { connectDatabase } = await import('../../database/connect.ts');
    const { checkTables, setUpDatabase } = await import('../../database/schema.ts');
    const connection = connectDatabase(address);
    try {
      if (what === 'check') {
        const version = await checkTables(connection);
        if (values.json === true) await writeJson(terminal, { database: address.shown, version });
        else await writeLines(terminal, [`${address.shown} can be used: its tables are of version ${version}.`]);
        return exitCodes.done;
      }
      const made = await setUpDatabase(connection);
      if (values.json === true) await writeJson(terminal, { database: address.shown, ...made });
      else {
        const same = made.from === made.to ? 'were' : 'are now';
        await writeLines(terminal, [`The tables of ${address.shown} ${same} of version ${made.to}.`]);
        if (made.withoutRoles !== undefined) terminal.note(made.withoutRoles);
      }
      return exitCodes.done;
    } finally {
      await connection.close();
    }
  },
});
