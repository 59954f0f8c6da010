import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLikeTasks } from '../../../../src/runs/budgets/likeTasks.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';

test('what finished tasks have taken is found in the runs that can be read, each read again only once it has grown', async () => {
  const run = new SimulatedRun();
  run.start().approveAll();
  const reads: string[] = [];
  let modifiedAt = 1;
  const likeTasks = createLikeTasks(
    {
      list: () =>
        Promise.resolve([
          { run: 'good', modifiedAt },
          { run: 'broken', modifiedAt: 1 },
        ]),
      read: (name) => {
        reads.push(name);
        return name === 'good' ? Promise.resolve(run.events) : Promise.reject(new Error('The journal is damaged.'));
      },
    },
    '/nowhere',
  );
  assert.equal((await likeTasks())[0]?.count, 4);
  assert.deepEqual(await likeTasks(), await likeTasks());
  assert.deepEqual(reads, ['good', 'broken']);
  modifiedAt = 2;
  await likeTasks();
  assert.deepEqual(reads, ['good', 'broken', 'good']);
});

test('without a folder of runs nothing is known, and nothing fails', async () => {
  const likeTasks = createLikeTasks(
    { list: () => Promise.reject(new Error('EACCES')), read: () => Promise.resolve([]) },
    '/nowhere',
  );
  assert.deepEqual(await likeTasks(), []);
});
