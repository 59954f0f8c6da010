import type { Database } from '../../database/connect.ts';
import type { DatabaseRun } from '../../database/runList.ts';
import { count, listed } from '../../core/words/labels.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import type { ExitCode } from '../shared/exit.ts';
import { databaseOf } from '../shared/place.ts';
import { limitHosts, readHostLimit } from '../shared/hostLimits.ts';
import { headlineOf } from '../shared/runHeadline.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

const uses = 'setup|check|runs|priority RUN N|limit [DRIVER|all N|none]';

export const database = defineCommand({
  name: 'database',
  usage: `${uses} --database URL`,
  summary:
    "Make the tables of a team's database, check them, list its runs, or say which goes first and how many work at once.",
  details: [
    'setup           run by the owner of the database: makes the tables, or brings them to this version, and the roles',
    '                wavegate_viewer, wavegate_driver and wavegate_host',
    'check           says whether the tables are there and of this version, and what this login may do',
    'runs            lists the runs of all repositories: what each waits for, who drives it, its priority and sessions',
    'priority RUN N  lets the sessions of a run go before those of others where hosts are few: from -100 to 100, 0 to',
    '                begin with; each step counts as ten minutes of waiting, so that no run waits for ever',
    'limit           shows how many agents the hosts let work at once, over all runs; `limit claude 4` sets it for those of a',
    '                driver, which share an account mostly, `limit all 20` for all, `limit claude none` ends a limit',
    '--database URL  address, or a file that holds it; default: WAVEGATE_DATABASE_URL. See docs/team.md',
  ],
  options: { database: { type: 'string' } },
  arguments: [1, 3],
  async run({ values, positionals: [what = '', run, number], terminal }) {
    const isPriority = what === 'priority' && run !== undefined && number !== undefined;
    const isLimit = what === 'limit' && (run === undefined) === (number === undefined);
    if (!isPriority && !isLimit && (!['setup', 'check', 'runs'].includes(what) || run !== undefined)) {
      throw new CliError('usage', `Usage: wavegate database ${uses}`);
    }
    const priority = isPriority ? priorityOf(number) : undefined;
    const limit = isLimit && run !== undefined && number !== undefined ? readHostLimit(run, number) : undefined;
    const address = databaseOf(terminal, values.database);
    if (address === undefined) {
      throw new CliError('usage', 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.');
    }
    const { connectDatabase } = await import('../../database/connect.ts');
    const connection = connectDatabase(address);
    const json = values.json === true;
    try {
      if (priority !== undefined) await prefer(connection, run ?? '', priority, terminal, json);
      else if (isLimit) await limitHosts(connection, limit, terminal, json);
      else if (what === 'runs') await list(connection, terminal, json);
      else if (what === 'check') return await check(connection, terminal, json);
      else await setUp(connection, terminal, json);
      return exitCodes.done;
    } finally {
      await connection.close();
    }
  },
});

/** Node takes a word that begins with a hyphen for an option, so a number below zero comes after `--`. */
function priorityOf(text: string): number {
  const priority = Number(text);
  if (text.trim() !== '' && Number.isInteger(priority) && priority >= -100 && priority <= 100) return priority;
  throw new CliError(
    'usage',
    `A priority is a whole number from -100 to 100, not ${JSON.stringify(text)}. One below 0: wavegate database priority RUN -- -10`,
  );
}

async function check(connection: Database, terminal: Terminal, json: boolean): Promise<ExitCode> {
  const { checkTables } = await import('../../database/schema.ts');
  const checked = await checkTables(connection);
  const { version, drives, looks, hosts, readOnly } = checked;
  const may = [
    ...(drives ? ['start and continue runs'] : []),
    ...(looks ? ['look at runs and decide'] : []),
    ...(hosts ? ['be a host'] : []),
  ];
  if (json) await writeJson(terminal, { database: connection.shown, ...checked });
  else {
    await writeLines(terminal, [
      `${connection.shown} ${readOnly ? 'takes no changes now' : 'can be used'}: its tables are of version ${version}${readOnly ? ', and it is read-only' : ''}.`,
      may.length === 0 ? 'This login has no role of Wavegate yet. See docs/team.md.' : `This login may ${listed(may)}.`,
    ]);
  }
  return readOnly ? exitCodes.environment : exitCodes.done;
}

async function setUp(connection: Database, terminal: Terminal, json: boolean): Promise<void> {
  const { setUpDatabase } = await import('../../database/schema.ts');
  const made = await setUpDatabase(connection);
  if (json) return writeJson(terminal, { database: connection.shown, ...made });
  const same = made.from === made.to ? 'were' : 'are now';
  await writeLines(terminal, [`The tables of ${connection.shown} ${same} of version ${made.to}.`]);
  if (made.withoutRoles !== undefined) terminal.note(made.withoutRoles);
}

async function prefer(
  connection: Database,
  run: string,
  priority: number,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { setPriority } = await import('../../database/runList.ts');
  const before = await setPriority(connection, run, priority);
  if (json) return writeJson(terminal, { run, priority, before });
  const than =
    priority > 0 ? 'before those of runs that have waited as long' : 'behind those of runs that have waited as long';
  await writeLines(terminal, [
    `The priority of ${run} was ${before} and is ${priority}.` +
      (priority === 0 ? '' : ` Its sessions go ${than}, by ${count(Math.abs(priority) * 10, 'minute')}.`),
  ]);
}

async function list(connection: Database, terminal: Terminal, json: boolean): Promise<void> {
  const { listDatabaseRuns } = await import('../../database/runList.ts');
  const { createDatabaseJournals } = await import('../../database/journalStore.ts');
  const { createPrograms } = await import('../../processes/programs.ts');
  const { digest } = await import('../../decisions/digest.ts');
  const journals = createDatabaseJournals({
    database: connection,
    digest,
    identify: (pid) => createPrograms().identify(pid),
  });
  const runs: (DatabaseRun & { readonly title: string; readonly headline: string })[] = [];
  for (const run of await listDatabaseRuns(connection)) {
    const { title, headline } = await headlineOf(journals, run.run, Date.now());
    runs.push({ ...run, title, headline });
  }
  if (json) return writeJson(terminal, runs);
  if (runs.length === 0) terminal.note(`There are no runs in ${connection.shown} yet.`);
  await writeLines(terminal, runs.map(runLine));
}

function runLine(listed: DatabaseRun & { readonly title: string; readonly headline: string }): string {
  const { run, title, headline, priority, driver, waiting, waitedSeconds, working } = listed;
  return [
    run,
    title,
    headline,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    driver === undefined ? 'nobody drives it' : `driven by process ${driver.pid} on ${driver.host}`,
    ...(working === 0 ? [] : [`${count(working, 'session')} on hosts`]),
    ...(waiting === 0 ? [] : [`${count(waiting, 'session')} waiting, the first for ${waitedSeconds} s`]),
  ].join('  ');
}
