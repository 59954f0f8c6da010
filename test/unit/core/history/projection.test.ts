import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { costDocument } from '../../../../src/core/history/costDocument.ts';
import { costsOf } from '../../../../src/core/history/costs.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import { likeTasksOf } from '../../../../src/core/history/likeTasks.ts';
import { costLines } from '../../../../src/core/history/tables.ts';
import type { RunHistory } from '../../../../src/core/history/model.ts';
import type { LikeTasks } from '../../../../src/core/model/projection.ts';
import { projectionErrors, projectionLines } from '../../../../src/core/queries/projection.ts';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run at the launch gate of its first wave that knows of these tasks; its agents use so many tokens each. */
function launchable(likeTasks: readonly LikeTasks[], tokens = 1_000, red = false): SimulatedRun {
  const run = new SimulatedRun();
  if (red) redOnce(run, 'w1', 'a1');
  const { outcome } = run;
  run.outcome = (job) => ({
    ...outcome(job),
    ...(job.work.kind === 'agent' && { usage: { inputTokens: tokens, cachedTokens: 0, outputTokens: 0, usd: 0.5 } }),
  });
  run.start();
  assert.equal(run.submit({ type: 'surroundings-seen', likeTasks }), undefined);
  return run;
}

const like: LikeTasks = {
  ...{ driver: 'command', count: 8, minutes: { mean: 4, deviation: 1 } },
  ...{ tokens: { mean: 1_000, deviation: 100 }, usd: { mean: 0.5, deviation: 0.05 } },
};

function history(run: SimulatedRun): RunHistory {
  const read = historyOf(run.events);
  assert.ok(read);
  return read;
}

describe('the projection of a wave', () => {
  test('is at its launch gate, from finished tasks of the same agents', () => {
    const run = launchable([like]);
    run.approveAll('wave');
    const wave = run.run.plan.plan.waves[0];
    assert.ok(wave);
    const [line] = projectionLines(run.run, wave);
    assert.equal(
      line,
      'Projected from 8 finished tasks of the same agents: $1.00 ($0.90 to $1.10); 2.0k (1.8k to 2.2k) tokens; 8.0 min (6.1 min to 9.9 min) of agents at work. Four of five are between the two.',
    );
    const gate = Object.values(run.run.gates).find(({ kind }) => kind === 'launch');
    assert.ok(gate);
    const section = gateSpecs.launch.sections(run.run, gate).find(({ title }) => title === 'Projection');
    assert.deepEqual(section?.lines, [line]);
  });

  test('is held against what the wave took, in the report and with the costs', () => {
    const run = launchable([like], 1_500);
    run.approveAll();
    const [first] = projectionErrors(run.run);
    assert.match(
      first ?? '',
      /^Wave 1: \$1\.00, projected .*, 0%; 3\.0k tokens, projected 2\.0k \(1\.8k to 2\.2k\), \+50%, outside of what was expected; /,
    );
    assert.match(renderReport(run.run), /## Projected and taken\n+- Wave 1: \$1\.00, projected/);
    assert.match(
      costLines(costsOf([history(run)], 'run')).join('\n'),
      /^Projected before the launch: 2 waves, off by \d+% on average, 0 within what was expected\.$/m,
    );
  });

  test('is not made from fewer than three tasks, nor for agents that nothing is known of', () => {
    for (const unlike of [
      { ...like, count: 2 },
      { ...like, driver: 'claude' },
    ]) {
      const run = launchable([unlike]);
      run.approveAll('wave');
      const wave = run.run.plan.plan.waves[0];
      assert.ok(wave);
      assert.deepEqual(projectionLines(run.run, wave), [
        'No projection yet: it takes 3 finished tasks of the same agents in this repository.',
      ]);
    }
  });

  test('rests on every attempt that a task took, and leaves out what was never finished', () => {
    const run = launchable([], 1_000, true);
    run.approveAll('adapt');
    run.adapt('redispatch', 'a1', 'Again.');
    run.settle().approveAll();
    const [found] = likeTasksOf([history(run)]);
    assert.equal(found?.count, 4);
    assert.equal(found.driver, 'command');
    // Three tasks took one session each, one took two.
    assert.equal(found.tokens?.mean, 1_250);
    const half = new SimulatedRun();
    half.outcome = (job) => ({ outcome: job.work.kind === 'agent' ? 'crashed' : 'done', message: '' });
    half.start().approveAll('adapt');
    assert.deepEqual(likeTasksOf([history(half)]), []);
  });
});

describe('costs as a document', () => {
  test('have budgets, sums by day, run, agent, kind and person, and say what is not known', () => {
    const run = launchable([like]);
    run.approveAll();
    const text = costDocument({
      histories: [history(run)],
      prices: {},
      budgets: ['The budget of the day: $1.00 of $20.00'],
      utcOffset: 0,
      unread: ['r0: The journal is damaged.'],
    });
    assert.match(text, /## Budgets\n\n- The budget of the day/);
    assert.match(text, /## By day\n\n\| \| Sessions \| Used \| At work \|\n.*\n\| 1970-01-01 \| 4 \|/);
    assert.match(text, /\| codemod command \| 4 \|/);
    assert.match(text, /- Projected before the launch: 2 waves/);
    assert.match(text, /## Left out\n\n- r0: The journal is damaged\.\n$/);
    const none = costDocument({ histories: [], prices: {}, budgets: [], utcOffset: 0, unread: [] });
    assert.match(none, /No budget over all runs is set.*\n\nNo agent has run yet/);
  });
});
