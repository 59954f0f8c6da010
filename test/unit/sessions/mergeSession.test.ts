import assert from 'node:assert/strict';
import test from 'node:test';
import type { MergeWork } from '../../../src/core/model/sessionWork.ts';
import type { SessionContext } from '../../../src/sessionPorts/sessionHandler.ts';
import { createMergeSession } from '../../../src/sessions/merge.ts';

const context = { place: {}, reportProgress: () => undefined } as unknown as SessionContext;
const work: MergeWork = {
  kind: 'merge',
  onto: 'o',
  parts: [
    { subject: 'one', commit: '1' },
    { subject: 'two', commit: '2' },
  ],
  keep: 'k',
  keepConflicts: 'c',
};

test('names that clash hold the wave, say what to do, and are no conflict for an agent to resolve', async () => {
  const clash = 'README.md (two) and Readme.md (one) differ by case only, which is one file on macOS and Windows';
  const session = createMergeSession({
    predict: () => Promise.resolve([]),
    merge: () => Promise.resolve({ conflicts: ['README.md', 'Readme.md'], between: ['one', 'two'], clashes: [clash] }),
    leaveConflicts: () => assert.fail('no agent is asked'),
    callSites: () => assert.fail('nothing was merged'),
  });
  const result = await session(work, context);
  assert.equal(result.outcome, 'blocked');
  assert.deepEqual(result.conflicts, ['README.md', 'Readme.md']);
  assert.equal(result.unresolved, undefined);
  assert.ok(result.message.startsWith(`${clash}. Nothing was merged.`), result.message);
  assert.match(result.message, /another name/);
});
