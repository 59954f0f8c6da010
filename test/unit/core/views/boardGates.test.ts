import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BoardGate } from '../../../../src/core/model/boardModel.ts';
import { gatesOf } from '../../../../src/core/views/boardGates.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { decisionsToMake, isYours } from '../../../../src/core/views/decisionsToMake.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runHalfApproved } from '../../../support/states.ts';

describe('whom a gate waits for', () => {
  const forOthers = (run: SimulatedRun, key?: string): BoardGate['forOthers'] =>
    gatesOf(run.run, [], key)[0]?.forOthers;

  it('is whoever looks, where it names nobody', () => {
    for (const key of [undefined, 'key', 'another']) assert.equal(forOthers(runAtLaunch(), key), undefined);
  });

  it('is those it names: not somebody whose key is none of theirs', () => {
    const run = runHalfApproved();
    assert.equal(forOthers(run, 'key-of-grace'), undefined);
    assert.equal(forOthers(run, 'key-of-a-stranger'), 'named');
  });

  it('is no longer who has approved it, with whichever of their keys', () => {
    const run = runHalfApproved();
    const ada = run.run.gates['launch-1']?.approvals?.[0]?.key ?? '';
    assert.equal(forOthers(run, ada), 'approved');
    const second = { ...run.run, approvers: [...run.run.approvers, { name: 'ada', key: 'second-key-of-ada' }] };
    assert.equal(gatesOf(second, [], 'second-key-of-ada')[0]?.forOthers, 'approved');
  });

  it('is everybody, for a reader without a key', () => {
    assert.equal(forOthers(runHalfApproved()), undefined);
  });
});

describe('the number of decisions that wait for a person', () => {
  it('leaves out what others have to decide', () => {
    const run = runHalfApproved();
    const waiting = (key?: string): number => decisionsToMake(boardOf(run.run, run.now, [], key));
    assert.deepEqual([waiting('key-of-grace'), waiting('key-of-a-stranger'), waiting()], [1, 0, 1]);
  });

  it('leaves out gates that have ended', () => {
    for (const status of ['rejected', 'hold', 'expired', 'void'] as const) assert.equal(isYours({ status }), false);
    assert.equal(isYours({ status: 'pending' }), true);
    assert.equal(isYours({ status: 'pending', forOthers: 'named' }), false);
  });

  const failure = { wave: 'w1' } as unknown as NonNullable<Parameters<typeof decisionsToMake>[0]['adaptation']>;

  it('counts a failure until there is an answer to it, unless it has a gate of its own', () => {
    assert.equal(decisionsToMake({ gates: [], adaptation: failure }), 1);
    const proposal = {} as unknown as NonNullable<(typeof failure)['proposal']>;
    assert.equal(decisionsToMake({ gates: [], adaptation: { ...failure, proposal } }), 0);
    assert.equal(decisionsToMake({ gates: [], adaptation: { ...failure, asks: true } }), 0);
  });
});
