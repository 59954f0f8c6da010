import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replay } from '../../../../../src/core/run/evolve.ts';
import type { Session } from '../../../../../src/core/model/state.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { runWithAgents } from '../../../../support/states.ts';

function running({ run }: SimulatedRun): Session {
  const found = Object.values(run.sessions).find(({ status }) => status === 'running');
  assert.ok(found);
  return found;
}

/** Reports a status of the running session, and gives the events that follow. */
function stands(run: SimulatedRun, takenOver: boolean, epoch = 1): readonly string[] {
  const before = run.events.length;
  run.submit({ type: 'session-stands', session: running(run).id, epoch, takenOver });
  return run.events.slice(before).map(({ type }) => type);
}

describe('a session that a person takes over', () => {
  test('is recorded once, and once when it is handed back, however often it is told', () => {
    const run = runWithAgents();
    assert.deepEqual(stands(run, false), []);
    assert.deepEqual(stands(run, true), ['session-taken-over']);
    assert.deepEqual(stands(run, true), []);
    assert.equal(running(run).takenOver, true);
    assert.deepEqual(stands(run, false), ['session-handed-back']);
    assert.equal(running(run).takenOver, undefined);
  });

  test('is still running, so that nothing else is started for its task', () => {
    const run = runWithAgents();
    const { id } = running(run);
    stands(run, true);
    assert.equal(run.run.sessions[id]?.status, 'running');
    assert.equal(replay(run.events)?.sessions[id]?.takenOver, true, 'also after a restart');
  });

  test('ends like any other, handed back or not', () => {
    const run = runWithAgents();
    const { id, epoch } = running(run);
    stands(run, true);
    const result = { outcome: 'cancelled', message: 'The session was ended on request.' } as const;
    run.submit({ type: 'session-ended', session: id, epoch, result });
    assert.equal(run.run.sessions[id]?.status, 'ended');
    assert.equal(run.run.sessions[id].takenOver, undefined);
  });

  test('is not what an earlier epoch of it says', () => {
    assert.deepEqual(stands(runWithAgents(), true, 7), []);
  });
});
