import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waveCommits } from '../../../../src/core/queries/bisect.ts';
import { agentLimits } from '../../../../src/core/queries/agentLimits.ts';
import { taskChecklist } from '../../../../src/core/queries/checklist.ts';
import { commitToTry } from '../../../../src/core/queries/commitToTry.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtAcceptance, runAtLaunch, runAtSpotCheck, runToAdapt, shippedRun } from '../../../support/states.ts';

const ticked = (state: RunState, task = 'a1'): readonly string[] =>
  taskChecklist(state, 'w1', task).flatMap(({ text, done }) => (done ? [text] : []));
const all = (state: RunState): readonly string[] => taskChecklist(state, 'w1', 'a1').map(({ text }) => text);

describe('the checklist of a task', () => {
  const items = [
    'Launch approved',
    'Verification of the task is green',
    'Work handed in',
    'Checks of the wave are green',
    'Spot-check approved',
    'Committed',
    'Tried by hand, and accepted',
  ];

  test('has an item for each thing that the plan asks for', () => assert.deepEqual(all(runAtLaunch().run), items));

  for (const [when, run, count] of [
    ['before its launch', runAtLaunch(), 0],
    ['once its wave is merged and checked', runAtSpotCheck(), 4],
    ['once everything waits to be accepted', runAtAcceptance(), 6],
    ['once the result is shipped', shippedRun(), 7],
  ] as const) {
    test(`has its first ${count} ticked ${when}`, () => {
      assert.deepEqual(ticked(run.run), items.slice(0, count));
    });
  }

  test('is not ticked as green where a check of its wave is red', () => {
    const done = ticked(runToAdapt().run);
    assert.ok(done.includes('Work handed in'));
    assert.ok(!done.includes('Checks of the wave are green'));
    assert.ok(!done.includes('Committed'));
  });

  test('is ticked by evidence alone: an approval that was not used ticks nothing', () => {
    const run = runAtLaunch();
    run.decide('launch-1');
    assert.deepEqual(ticked(run.run), []);
    run.settle();
    assert.ok(ticked(run.run).includes('Launch approved'));
  });

  test('has no item for what a plan without checks or verification does not ask for', () => {
    const source = planText(1)
      .replace('checkpoint: {test: "node --test"}', 'checkpoint: {none: true}')
      .replaceAll(/ {8}verify: .*\n/g, '');
    const run = new SimulatedRun().start(source).approveAll('launch');
    assert.ok(!all(run.run).includes('Checks of the wave are green'));
    assert.ok(!all(run.run).includes('Verification of the task is green'));
  });

  test('is empty for a task or a wave that is not there', () => {
    const { run } = runAtLaunch();
    assert.deepEqual(taskChecklist(run, 'w1', 'z'), []);
    assert.deepEqual(taskChecklist(run, 'w9', 'a1'), []);
    assert.deepEqual(taskChecklist(run, '__proto__', 'constructor'), []);
  });
});

describe('the commits of the waves of a run', () => {
  test('are in the order in which they were made, each with the work of its tasks', () => {
    const commits = waveCommits(runAtAcceptance().run);
    assert.deepEqual(
      commits.map(({ wave, title, parts }) => [wave, title, parts.map(({ subject }) => subject)]),
      [
        ['w1', 'Wave 1', ['a1', 'b1']],
        ['w2', 'Wave 2', ['a2', 'b2']],
      ],
    );
    assert.equal(new Set(commits.map(({ commit }) => commit)).size, 2);
  });

  test('are none before the first is committed, and of a wave that failed', () => {
    assert.deepEqual(waveCommits(runAtSpotCheck().run), []);
    assert.deepEqual(waveCommits(runToAdapt().run), []);
  });

  test('have no part of a task that changed nothing', () => {
    const run = new SimulatedRun();
    run.outcome = (job) => (job.subject === 'b1' ? { ...run.done(job), changes: [] } : run.done(job));
    run.start(planText(1)).approveAll('acceptance');
    assert.deepEqual(
      waveCommits(run.run)[0]?.parts.map(({ subject }) => subject),
      ['a1'],
    );
  });
});

describe('the commit that a person tries', () => {
  test('is the merged work while its spot-check waits, and what is committed otherwise', () => {
    const waiting = runAtSpotCheck();
    const merged = waiting.run.waves['w1']?.merge?.commit;
    assert.notEqual(merged, undefined);
    assert.equal(commitToTry(waiting.run), merged);
    assert.equal(commitToTry(runAtLaunch().run), 'base');
    const { run } = runAtAcceptance();
    assert.equal(commitToTry(run), run.head);
  });

  test('is not the merged work of a spot-check that was turned down', () => {
    const run = runAtSpotCheck();
    run.decide('spot-check-1', 'rejected');
    run.settle();
    assert.equal(commitToTry(run.run), run.run.head);
  });
});

describe('the limits of a session', () => {
  const profile = (limits: object) => ({ driver: 'claude', mode: 'workspace-write', env: [], limits }) as never;

  for (const [what, own, budget, expected] of [
    ['of its profile alone', { minutes: 30, idleMinutes: 5, usd: 2 }, {}, { minutes: 30, idleMinutes: 5, usd: 2 }],
    [
      'of the budget alone',
      { minutes: 30, idleMinutes: 5 },
      { usd: 1, tokens: 9 },
      { minutes: 30, idleMinutes: 5, usd: 1, tokens: 9 },
    ],
    [
      'the tighter of both',
      { minutes: 30, idleMinutes: 5, usd: 2, tokens: 5 },
      { usd: 1, tokens: 9 },
      { minutes: 30, idleMinutes: 5, usd: 1, tokens: 5 },
    ],
    [
      'nothing to be used, where either says nought',
      { minutes: 1, idleMinutes: 1, usd: 0 },
      { usd: 5 },
      { minutes: 1, idleMinutes: 1, usd: 0 },
    ],
    [
      'how long it may be still',
      { minutes: 9, idleMinutes: 3, startMinutes: 2, toolMinutes: 4, warnMinutes: 1, exitMinutes: 1, refusals: 3 },
      {},
      { minutes: 9, idleMinutes: 3, startMinutes: 2, toolMinutes: 4, warnMinutes: 1, exitMinutes: 1, refusals: 3 },
    ],
  ] as const) {
    test(`are ${what}`, () => assert.deepEqual(agentLimits(profile(own), budget), expected));
  }
});
