import assert from 'node:assert/strict';
import { it } from 'node:test';
import { spotCheckSample } from '../../../../src/core/gates/spotCheckSample.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const changes: readonly FileChange[] = [
  { path: 'src/a1/small.js', kind: 'modified', additions: 1, deletions: 0 },
  { path: 'src/a1/large.js', kind: 'modified', additions: 90, deletions: 20 },
  { path: 'src/b1/gone.js', kind: 'deleted', additions: 0, deletions: 4 },
  { path: 'src/b1/main.test.js', kind: 'modified', additions: 2, deletions: 2 },
];

function sampleOf(source: string): readonly string[] {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const result = run.done(job);
    const own = changes.filter((change) => change.path.startsWith(`src/${job.subject}/`));
    return job.work.kind === 'merge'
      ? { ...result, changes }
      : job.work.kind === 'agent'
        ? { ...result, changes: own }
        : result;
  };
  run.start(source).approveAll('spot-check');
  return spotCheckSample(run.run, 'w1').map((file) => `${file.path}: ${file.reasons.join(', ')}`);
}

it('puts deletions, changed tests and large changes before small ones, and says why', () => {
  assert.deepEqual(sampleOf(planText(1)), [
    'src/b1/gone.js: deleted',
    'src/b1/main.test.js: changes a test',
    'src/a1/large.js: 110 lines',
    'src/a1/small.js: ',
  ]);
});

it('shows no more files than the plan wants looked at', () => {
  const source = planText(1).replace('{test: "node --test"}', '{test: "node --test", spotCheck: {sample: 2}}');
  assert.equal(sampleOf(source).length, 2);
});

it('puts what the plan names as a boundary, and what a high-risk task did, first', () => {
  const source = planText(1, 'constraints: ["Do not change what small.js exports."]\n').replace(
    'title: Task a1',
    'title: Task a1\n        risk: high',
  );
  assert.equal(sampleOf(source)[0], 'src/a1/small.js: high-risk task, named by a constraint or interface');
});
