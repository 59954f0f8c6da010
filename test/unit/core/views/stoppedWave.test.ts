import assert from 'node:assert/strict';
import { it } from 'node:test';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** The board of a run in which every session of a kind ends with an error. */
function headlineAfter(failing: 'merge' | 'commit'): string {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    job.kind === failing ? { outcome: 'crashed', message: 'No key to sign with.' } : run.done(job);
  run.start(planText(1)).approveAll();
  return boardOf(run.run, run.now).headline;
}

it('a wave that cannot be merged or committed is not said to have stopped before its agents', () => {
  assert.match(headlineAfter('merge'), /could not be merged/);
  assert.match(headlineAfter('commit'), /is merged and could not be committed/);
});
