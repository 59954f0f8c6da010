import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import path from 'node:path';
import { suite, test } from 'node:test';
import { watchJournal } from '../../../src/journal/watchJournal.ts';
import { fileStore, someEvent, temporaryFolder } from '../../support/journalFixture.ts';
import { patience } from '../../support/until.ts';

suite('watching a journal', () => {
  test('a viewer is told when another process records something, until it looks away', async (context) => {
    const root = await temporaryFolder(context);
    const store = fileStore(root);
    const journal = await store.create('run');
    const told = new EventEmitter();
    const stop = watchJournal(path.join(root, 'run', 'journal.jsonl'), () => told.emit('change'));
    context.after(stop);
    const change = once(told, 'change', { signal: AbortSignal.timeout(patience) });
    await journal.append([someEvent(1)]);
    await change;
    assert.equal((await store.read('run')).length, 1);
    stop();
    await journal.close();
  });
});
