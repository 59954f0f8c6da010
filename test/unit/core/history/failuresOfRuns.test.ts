import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureKinds, failuresOf } from '../../../../src/core/history/failures.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import type { GateKind } from '../../../../src/core/plan/schema/plan.ts';
import type { Outcome } from '../../../../src/core/model/sessionResult.ts';
import { planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Kinds of failures of a run, each with how often and what caught it. */
function kindsOf(run: SimulatedRun): readonly string[] {
  const history = historyOf(run.events);
  assert.ok(history);
  return failureKinds(failuresOf(history)).map(({ kind, count, caughtBy }) => `${kind} ${count}, ${caughtBy}`);
}

/** A run that has come to a gate, which a person then turns down. */
function rejectedAt(kind: GateKind): SimulatedRun {
  const run = new SimulatedRun().start().approveAll(kind);
  const gate = Object.values(run.run.gates).findLast((each) => each.kind === kind);
  assert.ok(gate);
  run.decide(gate.id, 'rejected');
  run.settle();
  return run;
}

describe('failures of a run', () => {
  const caught: readonly (readonly [Outcome, string])[] = [
    ['blocked', 'handoff check'],
    ['no-handoff', 'handoff check'],
    ['stale-handoff', 'handoff check'],
    ['scope-violated', 'ownership check'],
    ['readonly-violated', 'ownership check'],
    ['context-exhausted', 'driver'],
    ['auth', 'driver'],
    ['budget', 'session host'],
    ['stuck', 'session host'],
    ['timeout', 'session host'],
  ];
  for (const [outcome, by] of caught) {
    test(`tell an agent that ended as ${outcome} once, by its outcome`, () => {
      const run = new SimulatedRun();
      run.outcome = (job) => (job.subject === 'a1' ? { outcome, message: 'So it ended.' } : run.done(job));
      run.start().approveAll('adapt');
      assert.deepEqual(kindsOf(run), [`${outcome} 1, ${by}`]);
    });
  }

  test('count red checks also where a further wave repaired them, and the work was kept', () => {
    const run = new SimulatedRun();
    redOnce(run, 'w1', 'a1');
    run.start().approveAll('adapt');
    assert.equal(run.adapt('fix', 'a1', 'It forgot the export.'), undefined);
    run.settle().approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.deepEqual(kindsOf(run), ['red-checks 1, test gate']);
  });

  test('tell once what a person turned down, by the gate', () => {
    assert.deepEqual(kindsOf(rejectedAt('plan')), ['gate-rejected 1, a person at a gate']);
    assert.deepEqual(kindsOf(rejectedAt('launch')), ['gate-rejected 1, a person at a gate']);
    assert.deepEqual(kindsOf(rejectedAt('spot-check')), ['spot-check 1, spot-check gate']);
    assert.deepEqual(kindsOf(rejectedAt('acceptance')), ['result-rejected 1, acceptance gate']);
    assert.deepEqual(kindsOf(rejectedAt('ship')), ['gate-rejected 1, a person at a gate']);
  });

  test('count a result that did not get out, and CI that was red on it, once each', () => {
    const unsent = new SimulatedRun().start().approveAll('ship');
    unsent.outcome = (job) =>
      job.kind === 'ship' ? { outcome: 'blocked', message: 'origin refused the push.' } : unsent.done(job);
    unsent.decide('ship-1');
    unsent.settle();
    assert.deepEqual(kindsOf(unsent), ['ship-failed 1, ship session']);

    const red = new SimulatedRun();
    red.outcome = (job) => (job.kind === 'ci' ? { outcome: 'blocked', message: 'lint is red.' } : red.done(job));
    red.start(planText(1, "ship: {ci: 'gh run watch --exit-status'}\n")).approveAll('adapt');
    assert.equal(red.run.phase, 'adapt');
    assert.deepEqual(kindsOf(red), ['red-ci 1, CI of the forge']);
  });

  test('count checks that were red on the whole result, though each wave was green', () => {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.kind === 'check' && job.scope.kind === 'validate'
        ? { outcome: 'blocked', message: 'test failed with exit code 1.' }
        : run.done(job);
    run.start(planText(1)).approveAll('adapt');
    assert.equal(run.run.phase, 'adapt');
    assert.deepEqual(kindsOf(run), ['red-result 1, validation']);
  });
});
