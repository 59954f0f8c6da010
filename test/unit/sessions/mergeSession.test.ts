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

type Git = Parameters<typeof createMergeSession>[0];

const git = (more: Partial<Git> = {}): Git => ({
  predict: () => Promise.resolve([]),
  merge: () => Promise.resolve({ commit: 'm', tree: 't', changes: [] }),
  leaveConflicts: () => Promise.resolve('marked'),
  callSites: () => Promise.resolve({}),
  ...more,
});

test('pairs that cannot be reconciled are all told before anything is merged, and kept for whoever resolves them', async () => {
  const session = createMergeSession(
    git({
      predict: () =>
        Promise.resolve([
          { between: ['one', 'two'], files: ['b.js', 'a.js'] },
          { between: ['two', 'the run branch'], files: ['a.js'] },
        ]),
      merge: () => assert.fail('nothing is merged'),
    }),
  );
  assert.deepEqual(await session(work, context), {
    outcome: 'blocked',
    message:
      'one and two changed the same places of b.js, a.js. two and the run branch changed the same places of a.js. Let one of them do it, or one after the other: reorder moves a task behind the others, whose work it then sees.',
    conflicts: ['a.js', 'b.js'],
    unresolved: { commit: 'marked', between: ['one', 'two', 'the run branch'] },
  });
});

test('a conflict that only the merge meets is kept for a resolver; one that a resolver left goes to the person', async () => {
  const merge = () => Promise.resolve({ conflicts: ['a.js'], between: ['one', 'two'] });
  const told = 'one and two changed the same places of a.js. Let one of them do it, or one after the other.';
  assert.deepEqual(await createMergeSession(git({ merge }))(work, context), {
    ...{ outcome: 'blocked', message: told, conflicts: ['a.js'] },
    unresolved: { commit: 'marked', between: ['one', 'two'] },
  });
  const resolved = { ...work, resolution: { from: 'f', commit: 'c', files: ['a.js'] } };
  const again = git({
    merge,
    predict: () => assert.fail('it was resolved'),
    leaveConflicts: () => assert.fail('no second resolver'),
  });
  assert.deepEqual(await createMergeSession(again)(resolved, context), {
    ...{ outcome: 'blocked', message: `a.js still held conflict markers. ${told}`, conflicts: ['a.js'] },
  });
});
