import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createDatabaseJournals } from '../../../src/database/journalStore.ts';
import type { DatabaseJournals } from '../../../src/database/journalStore.ts';
import type { Database } from '../../../src/database/connect.ts';
import { setUpDatabase } from '../../../src/database/schema.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import type { JournalReason } from '../../../src/ports/journal.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import { someEvent, someEvents } from '../../support/journalFixture.ts';
import { connectTo, readyDatabase, startPostgres } from '../../support/postgres.ts';

function journalsOf(database: Database): DatabaseJournals {
  return createDatabaseJournals({ database, digest, identify: (pid) => createPrograms().identify(pid) });
}

async function refused(promise: Promise<unknown>, reason: JournalReason): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof JournalError && error.reason === reason);
}

suite('the journal of a team', () => {
  test('takes nothing more from a machine that slept while another took the run over', async (context) => {
    const database = connectTo(await readyDatabase());
    context.after(() => database.close());
    const [asleep, awake] = [journalsOf(database), journalsOf(database)];
    const journal = await asleep.create('one');
    await journal.append([someEvent(1)]);
    await refused(awake.open('one'), 'in-use');
    await database.ask("UPDATE wavegate.run SET leased_until = clock_timestamp() - interval '1 second'");
    const { journal: taken } = await awake.open('one');
    await refused(journal.append([someEvent(2)]), 'lost-lease');
    await taken.append([someEvent(3)]);
    await refused(journal.append([someEvent(2)]), 'lost-lease');
    await journal.close();
    await taken.append([someEvent(4)]);
    await taken.close();
    assert.deepEqual(await awake.read('one'), [someEvent(1), someEvent(3), someEvent(4)]);
  });

  test('is only ever added to, and a record that was tampered with is found', async (context) => {
    const database = connectTo(await readyDatabase());
    context.after(() => database.close());
    const journals = journalsOf(database);
    const journal = await journals.create('one');
    await journal.append(someEvents(3));
    await assert.rejects(database.ask("UPDATE wavegate.record SET line = '{}'"), /only ever added to/);
    await assert.rejects(database.ask('DELETE FROM wavegate.record'), /only ever added to/);
    await database.ask('ALTER TABLE wavegate.record DISABLE TRIGGER ALL');
    await database.ask("UPDATE wavegate.record SET line = replace(line, 'line one', 'line 1')");
    await refused(journals.read('one'), 'broken-chain');
    await journal.close();
    await refused(journals.open('one'), 'broken-chain');
  });

  test('loses and doubles nothing when the database is killed in the middle and comes back', async (context) => {
    const server = await startPostgres();
    const database = connectTo(server.url);
    context.after(async () => {
      await database.close();
      await server.kill();
    });
    await setUpDatabase(database);
    const journals = journalsOf(database);
    const journal = await journals.create('one');
    const events = someEvents(300);
    let done = 0;
    const kills = [60, 150].map((at) => ({ at, killed: false }));
    await Promise.all([
      (async () => {
        for (const event of events) {
          await journal.append([event]);
          done += 1;
          const kill = kills.find(({ at, killed }) => at === done && !killed);
          // The next append meets a database that is going, is gone, or is starting.
          if (kill !== undefined) void server.kill().then(() => server.start());
        }
      })(),
    ]);
    await journal.close();
    assert.deepEqual(await journals.read('one'), events);
  });
});
