import { digest } from '../../src/decisions/digest.ts';
import { createDatabaseJournals } from '../../src/database/journalStore.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { createMemoryJournalStore } from '../support/memoryJournal.ts';
import { fileStore, temporaryFolder } from '../support/journalFixture.ts';
import { connectTo, readyDatabase } from '../support/postgres.ts';
import { journalContract } from './journalContract.ts';

journalContract('JSON lines on disk', async (context) => fileStore(await temporaryFolder(context)));
journalContract('in memory', () => Promise.resolve(createMemoryJournalStore()));
journalContract('PostgreSQL', async (context) => {
  const database = connectTo(await readyDatabase());
  context.after(() => database.close());
  return createDatabaseJournals({ database, digest, identify: (pid) => createPrograms().identify(pid) });
});
