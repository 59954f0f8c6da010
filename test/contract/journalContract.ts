import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { JournalError } from '../../src/ports/journal.ts';
import type { JournalReason, JournalStore } from '../../src/ports/journal.ts';
import { someEvent, someEvents } from '../support/journalFixture.ts';
import { until } from '../support/until.ts';

/** Contract of every journal store, whatever it keeps its journals in. */
export function journalContract(name: string, makeStore: (context: TestContext) => Promise<JournalStore>): void {
  suite(`journal store: ${name}`, () => {
    test('what was appended is read back in order, by viewers and by the next opener', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await journal.append(someEvents(3));
      await journal.append([someEvent(4)]);
      assert.deepEqual(await store.read('one'), someEvents(4));
      await journal.close();
      const opened = await store.open('one');
      assert.deepEqual(
        opened.records.map(({ events }) => events),
        [someEvents(3), [someEvent(4)]],
      );
      await opened.journal.append([someEvent(5)]);
      await opened.journal.close();
      assert.deepEqual(await store.read('one'), someEvents(5));
    });

    test('what one command appends is one record, numbered and chained to the one before', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      assert.equal(journal.end.seq, 0);
      await Promise.all([journal.append(someEvents(3)), journal.append(someEvents(2))]);
      const { end } = journal;
      assert.deepEqual((await store.readSealed('one')).end, end);
      await journal.close();
      const { records, journal: second } = await store.open('one');
      await second.close();
      assert.deepEqual(
        records.map(({ seq, events }) => [seq, events.length]),
        [
          [1, 3],
          [2, 2],
        ],
      );
      assert.equal(records[1]?.prev, records[0]?.hash);
      assert.deepEqual(end, { seq: 2, hash: records[1]?.hash });
    });

    test('appends that are not waited for keep their order', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await Promise.all(someEvents(200).map((event) => journal.append([event])));
      await journal.close();
      assert.deepEqual(await store.read('one'), someEvents(200));
    });

    test('appending nothing is allowed and changes nothing', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await journal.append([someEvent(1)]);
      await journal.append([]);
      await journal.close();
      assert.deepEqual(await store.read('one'), [someEvent(1)]);
    });

    test('a run that exists is not created again, and what it holds stays', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await journal.append([someEvent(1)]);
      await rejects(store.create('one'), 'exists');
      await journal.close();
      await rejects(store.create('one'), 'exists');
      assert.deepEqual(await store.read('one'), [someEvent(1)]);
    });

    test('a run that does not exist is not found', async (context) => {
      const store = await makeStore(context);
      await rejects(store.open('none'), 'not-found');
      await rejects(store.read('none'), 'not-found');
    });

    test('a run that is open cannot be opened again until it is closed', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await rejects(store.open('one'), 'in-use');
      await journal.append([someEvent(1)]);
      await journal.close();
      await journal.close();
      const { journal: second } = await store.open('one');
      await rejects(store.open('one'), 'in-use');
      await second.close();
    });

    test('a closed journal takes nothing more', async (context) => {
      const store = await makeStore(context);
      const journal = await store.create('one');
      await journal.append([someEvent(1)]);
      await journal.close();
      await rejects(journal.append([someEvent(2)]), 'lost-lease');
      const { journal: second } = await store.open('one');
      await rejects(journal.append([someEvent(2)]), 'lost-lease');
      await second.append([someEvent(3)]);
      await second.close();
      assert.deepEqual(await store.read('one'), [someEvent(1), someEvent(3)]);
    });

    test('a run that never got an event leaves nothing behind', async (context) => {
      const store = await makeStore(context);
      await (await store.create('one')).close();
      assert.deepEqual(await store.list(), []);
      await rejects(store.open('one'), 'not-found');
      await (await store.create('one')).close();
    });

    test('whoever watches a run is told when it grows, and no longer once it looks away', async (context) => {
      const store = await makeStore(context);
      const [journal, other] = [await store.create('one'), await store.create('other')];
      let told = 0;
      const stop = store.watch('one', () => (told += 1));
      context.after(stop);
      await journal.append([someEvent(1)]);
      await until(() => told > 0);
      stop();
      const before = told;
      await journal.append([someEvent(2)]);
      await other.append([someEvent(3)]);
      assert.equal(told, before);
      await Promise.all([journal.close(), other.close()]);
    });

    test('runs are listed, the last written first', async (context) => {
      const store = await makeStore(context);
      assert.deepEqual(await store.list(), []);
      const first = await store.create('first');
      const second = await store.create('second');
      await second.append([someEvent(1)]);
      await laterThan((await store.list())[0]?.modifiedAt ?? 0, store, async () => first.append([someEvent(2)]));
      await Promise.all([first.close(), second.close()]);
      assert.deepEqual(
        (await store.list()).map(({ run }) => run),
        ['first', 'second'],
      );
    });
  });
}

/** Repeats an append until the clock of the file system has moved on, so that an order can be seen. */
async function laterThan(time: number, store: JournalStore, append: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    await append();
    if ((await store.list()).some(({ modifiedAt }) => modifiedAt > time)) return;
  }
  assert.fail('the time of the last write does not move');
}

async function rejects(promise: Promise<unknown>, reason: JournalReason): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof JournalError, String(error));
    assert.equal(error.reason, reason);
    return true;
  });
}
