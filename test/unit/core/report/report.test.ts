import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from '../../../../src/core/report/report.ts';
import { shippedRun } from '../../../support/states.ts';
import { planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

test('the report tells every attempt at a wave with its failure, and what each took', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(planText(1)).approveAll();
  run.adapt('redispatch', 'a1', 'The cache is stale.');
  run.settle();
  run.approveAll();
  const report = renderReport(run.run);
  const failure = run.run.waves['w1']?.earlier?.[0]?.failure?.message ?? 'none';
  assert.match(report, /\n  - Attempt 1, took .+: /);
  assert.ok(report.includes(failure), report);
  assert.match(report, /attempt 2, took /);
});

test('the report tells the results of the validation', () => {
  const report = renderReport(shippedRun().run);
  assert.match(report, /## Validation\n\n- Attempt 1: accepted\n  - `.+`: exit 0/);
});

test('a gate that was taken back before anybody decided is not said to be decided', () => {
  const run = new SimulatedRun();
  run.start(planText(1));
  run.settle();
  const voided = Object.values(run.run.gates).find(({ status }) => status === 'pending');
  assert.ok(voided);
  const state = { ...run.run, gates: { [voided.id]: { ...voided, voided: 'The plan has changed.' } } };
  assert.match(renderReport(state), /not decided, taken back: The plan has changed\./);
});
