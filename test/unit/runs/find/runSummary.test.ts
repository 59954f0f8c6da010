import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runSummary } from '../../../../src/runs/find/runSummary.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtLaunch,
  runHalfApproved,
  runInTriage,
  runToAdapt,
  runWithQuestion,
  shippedRun,
} from '../../../support/states.ts';

const known = { run: 'r1', repository: '/work/app', modifiedAt: 5 };

function summaryOf({ run, now }: SimulatedRun, key?: string) {
  return runSummary({ ...known, state: run }, now, key);
}

describe('a run in the list of runs', () => {
  const stopped = (): SimulatedRun => {
    const run = runToAdapt();
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    return run;
  };
  const onHold = (): SimulatedRun => {
    const run = runAtLaunch();
    run.decide('launch-1', 'hold');
    return run;
  };
  for (const [about, make, state, waiting] of [
    ['at a gate waits for one decision', runAtLaunch, 'waiting', 1],
    ['in triage waits for one, however many findings there are', runInTriage, 'waiting', 1],
    ['whose wave failed waits for the choice of how to go on', runToAdapt, 'waiting', 1],
    ['whose agent asks waits for the answer, counted once', runWithQuestion, 'waiting', 1],
    ['that was put on hold is listed as waiting, and asks for nothing', onHold, 'waiting', 0],
    ['that was stopped asks for nothing, whatever had failed', stopped, 'stopped', 0],
    ['that has shipped asks for nothing', shippedRun, 'shipped', 0],
  ] as const) {
    it(about, () => {
      const summary = summaryOf(make());
      assert.deepEqual([summary.state, summary.waiting], [state, waiting]);
    });
  }

  it('that waits for others only asks nothing of who has approved, and names the others', () => {
    const half = runHalfApproved();
    const [ada, grace, unknown] = ['key', 'key-of-grace', undefined].map((key) => summaryOf(half, key));
    assert.equal(ada?.waiting, 0);
    assert.equal(grace?.waiting, 1);
    assert.equal(unknown?.waiting, 1, 'whoever is not known here is asked');
    assert.match(ada?.headline ?? '', /^Waiting for grace: Launch Wave 1 · Wave 1 \(1 of 2 approvals\)$/);
  });

  it('counts one person once, with whichever of their keys they have approved', () => {
    const half = runHalfApproved();
    const { approvers } = half.run;
    const state = { ...half.run, approvers: [...approvers, { name: 'ada', key: 'key-of-the-laptop' }] };
    assert.equal(runSummary({ ...known, state }, half.now, 'key-of-the-laptop').waiting, 0);
  });

  it('without a record that can be read is named by its id, with the reason', () => {
    const summary = runSummary({ ...known, problem: 'Its journal is damaged.' }, 1);
    assert.deepEqual(summary, {
      ...known,
      title: 'r1',
      headline: 'Its journal is damaged.',
      state: 'unreadable',
      waiting: 0,
    });
    assert.equal(runSummary(known, 1).headline, 'empty');
  });

  it('of a team is marked, read or not', () => {
    const team = 'begun elsewhere' as const;
    assert.equal(runSummary({ ...known, team }, 1).team, true);
    assert.equal(runSummary({ ...known, team, state: runAtLaunch().run }, 1).team, true);
    assert.equal(summaryOf(runAtLaunch()).team, undefined);
  });
});
