import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from '../../../../src/core/report/report.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

test('what a person says of a failure reaches the gate, the agents and the record', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(planText(1)).approveAll();
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.adapt('redispatch', 'a1', 'The cache is stale.'), undefined);
  run.settle();
  const [gate] = boardOf(run.run, 0).gates.filter(({ kind }) => kind === 'adapt');
  const diagnosis = gate?.sections.find(({ title }) => title === 'Diagnosis');
  assert.deepEqual(diagnosis?.lines, ['The cache is stale.']);
  run.approveAll('launch');
  const launch = pendingGates(run.run).find(({ kind }) => kind === 'launch');
  assert.ok(launch);
  const told = Object.values(run.run.sessions).filter(({ directive }) => directive?.includes('The cache is stale.'));
  assert.deepEqual(
    told.map(({ subject }) => subject),
    ['a1'],
  );
  assert.match(renderReport(run.run), /Revision 1: .*diagnosis: The cache is stale\./);
});
