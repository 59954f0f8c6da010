import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateSections } from '../../../../src/core/views/boardGateSections.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const line = 'branch topic was created (at 10:42)';

/** Lines of the newest gate of a kind about changes outside. */
function outsideAt(run: SimulatedRun, kind: string): readonly string[] {
  const gate = Object.values(run.run.gates).findLast((candidate) => candidate.kind === kind);
  assert.ok(gate !== undefined, kind);
  const found = gateSections(run.run, gate).find(({ title }) => title === 'Changed outside while agents worked');
  return found?.lines ?? [];
}

test('what changed outside while agents worked is named at the next gate, once, and at no later one', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => ({
    ...run.done(job),
    ...(job.work.kind === 'agent' && job.scope.kind === 'wave' && job.scope.wave === 'w1' && { outside: [line] }),
  });
  run.start(planText(2)).approveAll('spot-check');
  assert.deepEqual(outsideAt(run, 'spot-check'), [line]);
  assert.deepEqual(outsideAt(run, 'launch'), []);
  run.decide(Object.values(run.run.gates).find(({ kind }) => kind === 'spot-check')?.id ?? '');
  run.settle().approveAll('spot-check');
  assert.equal(Object.values(run.run.gates).filter(({ kind }) => kind === 'spot-check').length, 2);
  assert.deepEqual(outsideAt(run, 'launch'), []);
  assert.deepEqual(outsideAt(run, 'spot-check'), []);
});
