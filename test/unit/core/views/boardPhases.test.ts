import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adaptPhaseOf, phasesOf } from '../../../../src/core/views/boardPhases.ts';
import { decisionsToMake, isYours } from '../../../../src/core/views/decisionsToMake.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtLaunch,
  runAtReconcile,
  runAtSpotCheck,
  runInTriage,
  runOnHold,
  runStopped,
  runToAdapt,
  runWithQuestion,
  shippedRun,
} from '../../../support/states.ts';

const rail = (state: RunState): string =>
  phasesOf(state)
    .map(({ id, progress }) => `${id} ${progress}`)
    .join(', ');
const notes = (state: RunState): Readonly<Record<string, string>> =>
  Object.fromEntries(phasesOf(state).map(({ id, note }) => [id, note]));

describe('the rail of phases', () => {
  for (const [when, run, expected] of [
    ['in the triage', runInTriage, 'audit waiting, plan ahead, wave ahead, validate ahead, ship ahead'],
    [
      'before a plan without an audit is approved',
      () => new SimulatedRun().start(),
      'audit ahead, plan waiting, wave ahead, validate ahead, ship ahead',
    ],
    ['at a launch', runAtLaunch, 'audit ahead, plan done, wave waiting, validate ahead, ship ahead'],
    ['at a spot-check', runAtSpotCheck, 'audit ahead, plan done, wave waiting, validate ahead, ship ahead'],
    ['where a launch is on hold', runOnHold, 'audit ahead, plan done, wave waiting, validate ahead, ship ahead'],
    ['where a wave failed', runToAdapt, 'audit ahead, plan done, wave failed, validate ahead, ship ahead'],
    ['where an agent asks', runWithQuestion, 'audit ahead, plan done, wave waiting, validate ahead, ship ahead'],
    ['at the acceptance', runAtAcceptance, 'audit ahead, plan done, wave done, validate waiting, ship ahead'],
    ['once it is shipped', shippedRun, 'audit ahead, plan done, wave done, validate done, ship done'],
    ['where it was stopped', runStopped, 'audit ahead, plan done, wave failed, validate ahead, ship ahead'],
  ] as const) {
    test(`${when} shows how far the run is`, () => assert.equal(rail(run().run), expected));
  }

  test('says how many waves are finished, and which revision of the plan is in force', () => {
    assert.equal(notes(runAtLaunch().run)['wave'], '0 of 2');
    assert.equal(notes(runAtReconcile().run)['wave'], '1 of 2');
    assert.equal(notes(runAtAcceptance().run)['wave'], '2 of 2');
    assert.equal(notes(runAtLaunch().run)['plan'], 'revision 0');
    assert.equal(notes(new SimulatedRun().start().run)['plan'], '');
  });

  test('says that an edit has taken the approval away, which a person gives again', () => {
    const run = runAtLaunch();
    run.edit(planText(2).replace('Extend modules', 'Extend all modules'));
    run.settle();
    assert.equal(notes(run.run)['plan'], 'edited, approval void');
    assert.match(rail(run.run), /plan waiting/);
  });

  test('counts what the auditors are, then what they have found', () => {
    assert.equal(notes(runInTriage().run)['audit'], '3 findings');
    assert.equal(notes(runAtLaunch().run)['audit'], 'skipped');
  });

  test('has the way back to a changed plan beside it, with how often it was gone', () => {
    const phase = ({ run }: SimulatedRun): string =>
      [adaptPhaseOf(run).progress, adaptPhaseOf(run).note].join(' ').trim();
    assert.equal(phase(runAtLaunch()), 'ahead');
    const run = runToAdapt();
    assert.equal(phase(run), 'waiting');
    run.adapt('redispatch', 'b1');
    run.settle().approveAll('spot-check');
    assert.equal(phase(run), 'done 1 revision');
    assert.equal(phase(runWithQuestion()), 'ahead', 'an answer needs no other plan');
  });
});

describe('decisions that wait for the person who looks', () => {
  const gate = (status: string, forOthers?: string) => ({ status, forOthers }) as never;

  for (const [what, status, forOthers, yours] of [
    ['pending', 'pending', undefined, true],
    ['approved by you and waiting for others', 'pending', 'approved', false],
    ['for others than you', 'pending', 'not-named', false],
    ['on hold', 'hold', undefined, false],
    ['rejected', 'rejected', undefined, false],
    ['expired', 'expired', undefined, false],
  ] as const) {
    test(`are ${yours ? '' : 'not '}a gate that is ${what}`, () =>
      assert.equal(isYours(gate(status, forOthers)), yours));
  }

  test('count a failure that nothing answers yet once, and not beside its proposal or question', () => {
    const count = (gates: readonly never[], adaptation?: object): number =>
      decisionsToMake({ gates, ...(adaptation === undefined ? {} : { adaptation: adaptation as never }) });
    assert.equal(count([]), 0);
    assert.equal(count([], {}), 1);
    assert.equal(count([gate('pending')], { proposal: {} }), 1);
    assert.equal(count([gate('pending')], { asks: true }), 1);
    assert.equal(count([gate('pending'), gate('hold'), gate('pending', 'approved')]), 1);
  });
});
