import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtherRuns } from '../../../../src/runs/find/otherRuns.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';

test('runs that are not over are read once until they grow, and what cannot be read is named', async () => {
  const at = { r1: 1, r2: 1, broken: 1 };
  const reads: string[] = [];
  const run = new SimulatedRun().start();
  const store = {
    list: () => Promise.resolve(Object.entries(at).map(([id, modifiedAt]) => ({ run: id, modifiedAt }))),
    read(id: string) {
      reads.push(id);
      return id === 'broken' ? Promise.reject(new Error('The chain is broken.')) : Promise.resolve(run.events);
    },
  };
  const away = { list: () => Promise.reject(new Error('The folder is away.')), read: () => Promise.resolve([]) };
  const others = createOtherRuns([away, store]);
  const first = await others.unfinished('r1');
  assert.deepEqual([first.runs.length, first.unread], [1, ['broken']]);
  assert.deepEqual(first.runs[0]?.tasks[0], { id: 'a1', owns: ['src/a1/**'] });
  await others.unfinished('r1');
  assert.deepEqual(reads, ['r2', 'broken'], 'the run that asks is not read');
  run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
  at.r2 = 2;
  assert.deepEqual((await others.unfinished('r1')).runs, []);
  assert.deepEqual(reads, ['r2', 'broken', 'r2']);
});
