import assert from 'node:assert/strict';
import test from 'node:test';
import { headlineOf } from '../../../../src/cli/shared/runHeadline.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';

test('the gates of a run that wait are those that can be decided, and none that is on hold', async () => {
  const run = new SimulatedRun().start();
  const waiting = async () => (await headlineOf({ read: () => Promise.resolve(run.events) }, 'r1', run.now)).gates;
  assert.deepEqual(await waiting(), ['plan-1']);
  run.decide('plan-1', 'hold');
  assert.deepEqual(await waiting(), []);
  run.submit({ type: 'reopen-gate', gate: 'plan-1', who: 'ada' });
  assert.deepEqual(await waiting(), ['plan-2']);
});
