import type { Requests } from '../ports/requests.ts';
import { connectDatabase } from './connect.ts';
import type { Database } from './connect.ts';
import type { DatabaseAddress } from './databaseUrl.ts';
import { createDatabaseJournals } from './journalStore.ts';
import type { DatabaseJournalOptions, DatabaseJournals } from './journalStore.ts';
import { createDatabaseRequests } from './requestBox.ts';
import { createWorkStore } from './work.ts';
import type { WorkStore } from './work.ts';

/** What a team's runs need of its database. */
export interface TeamDatabase {
  readonly database: Database;
  readonly journals: DatabaseJournals;
  readonly requests: Requests;
  readonly work: WorkStore;
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
    work: createWorkStore(database, (run) => journals.token(run)),
  };
}
