import type { JournalRecord } from '../core/journal/record.ts';
import type { Requests } from '../ports/requests.ts';
import { adoptRun, releaseRun } from './adopt.ts';
import { connectDatabase } from './connect.ts';
import type { Database } from './connect.ts';
import type { DatabaseAddress } from './databaseUrl.ts';
import { createJobStore } from './jobs.ts';
import type { JobStore } from './jobs.ts';
import { createDatabaseJournals } from './journalStore.ts';
import type { DatabaseJournalOptions, DatabaseJournals } from './journalStore.ts';
import { createDatabaseRequests } from './requestBox.ts';
import { createSessionStore } from './sessions.ts';
import type { SessionStore } from './sessions.ts';
import { createWorkStore } from './work.ts';
import type { WorkStore } from './work.ts';

/** Services that a team's runs use of its database. */
export interface TeamDatabase {
  readonly database: Database;
  readonly journals: DatabaseJournals;
  readonly requests: Requests;
  readonly work: WorkStore;
  readonly sessions: SessionStore;
  readonly jobs: JobStore;
  /** Takes a run in from files; see adoptRun. @throws JournalError */
  adopt(run: string, lines: readonly string[], records: readonly JournalRecord[]): Promise<void>;
  /** Lets go of a run that is open here, for files; see releaseRun. @throws JournalError */
  release(run: string): Promise<void>;
}

/** Opens no connection yet. */
export function openTeamDatabase(
  address: DatabaseAddress,
  options: Omit<DatabaseJournalOptions, 'database'>,
): TeamDatabase {
  const database = connectDatabase(address);
  const journals = createDatabaseJournals({ ...options, database });
  return {
    database,
    journals,
    requests: createDatabaseRequests(database),
    adopt: (run, lines, records) => adoptRun(database, run, lines, records),
    release: (run) => releaseRun(database, run, journals.token(run) ?? 0),
    jobs: createJobStore(database, (run) => journals.token(run)),
    sessions: createSessionStore(database, (run) => journals.token(run)),
    work: createWorkStore(database, (run) => journals.token(run)),
  };
}
