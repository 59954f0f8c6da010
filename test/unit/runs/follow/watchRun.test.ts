import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { watchRun } from '../../../../src/runs/follow/watchRun.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { fileStore, temporaryFolder } from '../../../support/journalFixture.ts';
import { runAtLaunch } from '../../../support/states.ts';
import { until } from '../../../support/until.ts';

suite('a run that another process drives', () => {
  test('is followed event by event, none lost and none doubled, until nobody looks any more', async (context) => {
    const root = await temporaryFolder(context);
    const { events, run } = runAtLaunch();
    const journal = await fileStore(root).create('r1');
    await journal.append(events.slice(0, 3));
    const seen: Recorded[] = [];
    const watched = await watchRun('r1', fileStore(root), (fresh) => seen.push(...fresh), assert.ifError);
    context.after(() => watched.close());
    assert.equal(watched.events().length, 3);
    for (const event of events.slice(3)) await journal.append([event]);
    await until(() => watched.events().length === events.length);
    assert.deepEqual(seen, events.slice(3));
    assert.deepEqual(watched.state(), run);
    watched.close();
    await journal.append([{ type: 'run-stopped', who: 'ada', reason: 'Enough.', at: run.updatedAt + 1 }]);
    assert.equal(watched.state().phase, run.phase);
    await journal.close();
  });

  test('that has no events yet cannot be followed', async (context) => {
    const root = await temporaryFolder(context);
    const journal = await fileStore(root).create('r1');
    await assert.rejects(watchRun('r1', fileStore(root), assert.fail, assert.ifError), /is empty/);
    await journal.close();
  });
});
