import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gateSections } from '../../../../src/core/views/boardGateSections.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run whose two agents of a wave use 500 tokens and 25 cents each, up to the launch of its second wave. */
function atSecondLaunch(extra: string): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'agent') return done;
    return { ...done, usage: { inputTokens: 400, cachedTokens: 100, outputTokens: 100, usd: 0.25 } };
  };
  run.start(planText(2, extra)).approveAll('launch');
  run.decide('launch-1');
  return run.settle().approveAll('launch');
}

function launchOfSecond(run: SimulatedRun): string {
  const gate = Object.values(run.run.gates).find(({ kind, status }) => kind === 'launch' && status === 'pending');
  assert.equal(gate?.wave, 'w2');
  return gate?.id ?? '';
}

function budgetShown(run: SimulatedRun): readonly string[] {
  const gate = run.run.gates[launchOfSecond(run)];
  const sections = gate === undefined ? [] : gateSections(run.run, gate);
  return sections.find(({ title }) => title === 'Budget')?.lines ?? [];
}

describe('the budget of a run', () => {
  test('with room lets the next wave be launched', () => {
    const run = atSecondLaunch('budget: {tokens: 1001}\n');
    assert.equal(run.decide(launchOfSecond(run)), undefined);
  });

  test('used up holds the run at the launch of the next wave, by tokens or by cost', () => {
    for (const [budget, words] of [
      ['tokens: 1000', '1000 of 1000 tokens'],
      ['usd: 0.5', '$0.50 of $0.50'],
    ] as const) {
      const run = atSecondLaunch(`budget: {${budget}}\n`);
      const refused = run.decide(launchOfSecond(run)) ?? '';
      assert.ok(refused.includes(words), refused);
      assert.match(refused, /Raise "budget" in the plan/);
      assert.equal(run.run.gates[launchOfSecond(run)]?.status, 'pending');
    }
  });

  test('used up and then raised in the plan, with an approval of its own, lets the run go on', () => {
    const run = atSecondLaunch('budget: {tokens: 1000}\n');
    run.edit(planText(2, 'budget: {tokens: 5000}\n'));
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  test('used up does not keep anybody from saying no', () => {
    const run = atSecondLaunch('budget: {tokens: 1000}\n');
    assert.equal(run.decide(launchOfSecond(run), 'rejected'), undefined);
  });

  test('is shown before a launch: what was used, what the wave may use, what there is', () => {
    const run = atSecondLaunch('budget: {tokens: 10000, perSession: {tokens: 2000}}\n');
    assert.deepEqual(budgetShown(run), [
      'used so far: 800 in (25% cached) · 200 out · $0.50',
      'this wave, going by the 2 tasks so far: about 1.0k tokens · $0.50',
      'this wave, at most: 4000 tokens',
      'budget of the run: 10000 tokens',
    ]);
  });

  test('is no matter when nothing is limited and nothing is told', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    const gate = run.run.gates['launch-1'];
    assert.ok(gate && gateSections(run.run, gate).every(({ title }) => title !== 'Budget'));
  });
});
