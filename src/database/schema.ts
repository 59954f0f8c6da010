import { JournalError } from '../ports/journal.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import type { Database } from './connect.ts';
import { asDatabaseError, noTables } from './errors.ts';
import { migrations } from './migrations.ts';

/** Two at once would both make the same tables. */
const setupLock = 7_283_649;

/** State of the tables after a set-up. */
export interface SetUp {
  readonly from: number;
  readonly to: number;
  /** Why the roles for people were not made; the tables are there all the same. */
  readonly withoutRoles?: string;
}

/**
 * Makes the tables, or brings older ones to this version, and the roles with the least rights for each kind of user.
 * @throws JournalError: `unknown-record` when the tables are of a newer version
 */
export async function setUpDatabase(database: Database): Promise<SetUp> {
  try {
    const from = await database.together(async (ask) => {
      await ask('SELECT pg_advisory_xact_lock($1)', [setupLock]);
      await ask('CREATE SCHEMA IF NOT EXISTS wavegate');
      await ask('CREATE TABLE IF NOT EXISTS wavegate.version (number integer NOT NULL)');
      const { rows } = await ask<{ number: number }>('SELECT number FROM wavegate.version');
      const had = rows[0]?.number ?? 0;
      if (had > migrations.length) throw newer(database.shown, had);
      for (const statements of migrations.slice(had)) await ask(statements);
      if (rows.length === 0) await ask('INSERT INTO wavegate.version VALUES ($1)', [migrations.length]);
      else await ask('UPDATE wavegate.version SET number = $1', [migrations.length]);
      return had;
    });
    const withoutRoles = await makeRoles(database);
    return { from, to: migrations.length, ...(withoutRoles === undefined ? {} : { withoutRoles }) };
  } catch (error) {
    if (errorCode(error) === '42501') {
      const text = `This login may not make or change the tables of ${database.shown} (${errorMessage(error)}). Let the owner of the database do it.`;
      throw new JournalError('read-only', text, { cause: error });
    }
    throw asDatabaseError(error, database.shown);
  }
}

/** @throws JournalError with what to do, unless the tables are of this version */
export async function requireTables(database: Database): Promise<void> {
  const { rows } = await database.ask<{ number: number }>('SELECT number FROM wavegate.version');
  const had = rows[0]?.number ?? 0;
  if (had > migrations.length) throw newer(database.shown, had);
  if (had === 0) throw new JournalError('io', noTables(database.shown));
  if (had < migrations.length) {
    throw new JournalError(
      'old-record',
      `The tables of ${database.shown} are of version ${had}, and this Wavegate needs ${migrations.length}. Once nobody uses ` +
        'the older Wavegate, its owner runs: wavegate database setup --database URL',
    );
  }
}

/** Tables of a database, and what the login of the connection may do with them. */
export interface Checked {
  readonly version: number;
  /** Starts and continues runs. */
  readonly drives: boolean;
  /** Looks at runs, and leaves signed decisions for whoever drives them. */
  readonly looks: boolean;
  /** Runs sessions as a host. */
  readonly hosts: boolean;
  /** Whether the database takes no changes, from anybody. */
  readonly readOnly: boolean;
}

/** @throws JournalError unless the tables are there and of this version */
export async function checkTables(database: Database): Promise<Checked> {
  try {
    await requireTables(database);
    const { rows } = await database.ask<Omit<Checked, 'version'> & Record<string, unknown>>(
      `SELECT has_table_privilege('wavegate.record', 'INSERT') AS drives, has_table_privilege('wavegate.record', 'SELECT') AS looks,
         current_setting('transaction_read_only') = 'on' AS "readOnly", (
           SELECT bool_or(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'wavegate' AND p.proname = 'host_enter') AS hosts`,
    );
    const { drives = false, looks = false, hosts = false, readOnly = false } = rows[0] ?? {};
    return { version: migrations.length, drives, looks, hosts, readOnly };
  } catch (error) {
    throw asDatabaseError(error, database.shown);
  }
}

function newer(shown: string, had: number): JournalError {
  return new JournalError(
    'unknown-record',
    `The tables of ${shown} are of version ${had}, which is newer than this Wavegate (${migrations.length}). Update Wavegate here.`,
  );
}

/** Roles belong to the whole server, so making them takes a right that the owner of a database need not have. */
async function makeRoles(database: Database): Promise<string | undefined> {
  try {
    await database.together(async (ask) => {
      for (const role of ['wavegate_viewer', 'wavegate_driver', 'wavegate_host']) {
        const { rows } = await ask('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
        if (rows.length === 0) await ask(`CREATE ROLE ${role} NOLOGIN`);
      }
      await ask(grants);
    });
    return undefined;
  } catch (error) {
    if (errorCode(error) !== '42501') throw error;
    return 'This user may not make roles (CREATEROLE), so only the owner of the database can use it.';
  }
}

/** Nobody may change or remove a record, and only who drives runs may add one. A host calls functions, and reads no table. */
const grants = `
GRANT USAGE ON SCHEMA wavegate TO wavegate_viewer, wavegate_driver;
GRANT SELECT ON wavegate.version TO wavegate_viewer, wavegate_driver;
GRANT SELECT ON wavegate.run, wavegate.record, wavegate.work, wavegate.session TO wavegate_viewer, wavegate_driver;
GRANT SELECT, INSERT, UPDATE, DELETE ON wavegate.request TO wavegate_viewer, wavegate_driver;
GRANT INSERT, UPDATE, DELETE ON wavegate.run TO wavegate_driver;
GRANT INSERT ON wavegate.record, wavegate.work TO wavegate_driver;
GRANT INSERT, UPDATE ON wavegate.session TO wavegate_driver;
GRANT SELECT ON wavegate.host, wavegate.job, wavegate.output, wavegate.ledger TO wavegate_viewer, wavegate_driver;
GRANT INSERT ON wavegate.job, wavegate.ledger TO wavegate_driver;
GRANT UPDATE (stop_asked, take_over_asked, result, ended_at) ON wavegate.job TO wavegate_driver;
GRANT SELECT, INSERT, UPDATE ON wavegate.place TO wavegate_driver;
GRANT SELECT ON wavegate.at_once TO wavegate_viewer, wavegate_driver;
GRANT INSERT, UPDATE, DELETE ON wavegate.at_once TO wavegate_driver;
GRANT USAGE ON SCHEMA wavegate TO wavegate_host;
GRANT SELECT ON wavegate.version TO wavegate_host;
GRANT EXECUTE ON FUNCTION wavegate.host_enter, wavegate.host_beat, wavegate.host_leave, wavegate.host_take, wavegate.host_job,
  wavegate.host_work, wavegate.host_report, wavegate.host_deliver TO wavegate_host;
`;
