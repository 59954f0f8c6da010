import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sessionsTree } from '../../../src/editor/views/sessionsTree.ts';
import { renderTree } from '../../support/renderTree.ts';
import { ruleCite, silence, supervisedPlan, supervisedRun } from '../../support/supervisedRun.ts';

const plan = supervisedPlan('{sessions: 1}');

suite('supervisors among the sessions', () => {
  test('are a tree of team, own sessions and pod, with what was kept from the person', () => {
    const run = supervisedRun({
      plan,
      asks: { a1: 'How are numbers rounded?' },
      says: ({ subject }) =>
        subject === 'core'
          ? { ...silence, answers: [{ task: 'a1', text: 'Half to even.', cites: [ruleCite(plan)] }] }
          : {
              ...silence,
              ranks: [{ file: 'src/b1/main.js', reason: 'Line 3 drops an error.' }],
              asks: 'Is that meant?',
            },
    });
    const [core, edge, ...rest] = sessionsTree(run.run, run.now);
    assert.ok(core !== undefined && edge !== undefined);
    assert.equal(
      renderTree([core, edge]),
      `▸ [eye-closed] Team core — kept 1 from you · silent · asked 1 of 1
  [pass] Questions — supervisor · Done · 0 s · reader
  [pass] Task a1 — Done · 0 s · codemod
  ▾ [comment-discussion] Kept from you — 1
    [comment-discussion] a1 — Half to even. (plan:8)
▸ [eye-closed] Team edge — silent · asked 1 of 1
  [pass] Spot-check — supervisor · Done · 0 s · reader
  [pass] Task b1 — Done · 0 s · codemod
  ▾ [lightbulb] Proposed, decides nothing — 2
    [lightbulb] Read first in Wave 1: src/b1/main.js. Line 3 drops an error.
    [lightbulb] To you: Is that meant?
`,
    );
    assert.match(core.tooltip ?? '', /budget of the supervisor of core is used up: it was asked once/);
    assert.ok(
      rest.every(({ id }) => !id.includes('supervise')),
      'they are in no other group',
    );
  });
});
