import { createMemoryJournalStore } from '../support/memoryJournal.ts';
import { fileStore, temporaryFolder } from '../support/journalFixture.ts';
import { journalContract } from './journalContract.ts';

journalContract('JSON lines on disk', async (context) => fileStore(await temporaryFolder(context)));
journalContract('in memory', () => Promise.resolve(createMemoryJournalStore()));
