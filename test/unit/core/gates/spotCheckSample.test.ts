import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import { spotCheckSample } from '../../../../src/core/gates/spotCheckSample.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const changes: readonly FileChange[] = [
  { path: 'src/a1/small.js', kind: 'modified', additions: 1, deletions: 0 },
  { path: 'src/a1/large.js', kind: 'modified', additions: 90, deletions: 20 },
  { path: 'src/b1/gone.js', kind: 'deleted', additions: 0, deletions: 4 },
  { path: 'src/b1/main.test.js', kind: 'modified', additions: 2, deletions: 2 },
];

function runWith(source: string, changes: readonly FileChange[]): SimulatedRun {
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
  return run.start(source).approveAll('spot-check');
}

function sampleOf(source: string, of = changes): readonly string[] {
  const { run } = runWith(source, of);
  return spotCheckSample(run, 'w1').map((file) => `${file.path}: ${file.reasons.join(', ')}`);
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

it('says what is generated, and puts a file first that says so only now: anybody can write that above a file', () => {
  const modified = { kind: 'modified', additions: 5, deletions: 5 } as const;
  const found = sampleOf(planText(1), [
    { ...modified, path: 'src/a1/plain.js' },
    { ...modified, path: 'src/a1/claims.js', generated: 'newly' },
    { ...modified, path: 'src/a1/client.js', generated: 'before' },
    { ...modified, path: 'src/a1/user.pb.js', generated: 'before' },
    { path: 'src/b1/new.js', kind: 'added', additions: 5, deletions: 5, generated: 'newly' },
  ]);
  assert.deepEqual(found, [
    'src/a1/claims.js: newly marked as generated',
    'src/b1/new.js: new and marked as generated, new file the plan does not name',
    'src/a1/client.js: generated',
    'src/a1/plain.js: ',
    'src/a1/user.pb.js: generated',
  ]);
});

it('names a link, a submodule, permissions and a binary also where they are not among the files to review', () => {
  const source = planText(1).replace('{test: "node --test"}', '{test: "node --test", spotCheck: {sample: 1}}');
  const small = { kind: 'modified', additions: 0, deletions: 0 } as const;
  const { run } = runWith(source, [
    { path: 'src/a1/gone.test.js', kind: 'deleted', additions: 0, deletions: 90 },
    { ...small, path: 'src/a1/link', form: 'link' },
    { ...small, path: 'src/a1/logo.png', form: 'binary' },
    { ...small, path: 'src/a1/run.sh', form: 'permissions' },
    { ...small, path: 'src/b1/vendored', form: 'submodule' },
    { ...small, path: 'src/b1/plain.js', additions: 1 },
  ]);
  const gate = run.gates['spot-check-1'];
  assert.ok(gate);
  const section = gateSpecs['spot-check'].sections(run, gate).find(({ title }) => title.startsWith('Further files'));
  assert.deepEqual(section?.lines, [
    'src/a1/link: a link',
    'src/a1/logo.png: binary',
    'src/a1/run.sh: changes permissions',
    'src/b1/vendored: pointer to a submodule',
  ]);
});

it('puts a link that leads out of the repository first, and asks in the note why that is right', () => {
  const { run } = runWith(planText(1), [
    { path: 'src/a1/gone.js', kind: 'deleted', additions: 0, deletions: 4 },
    { path: 'src/a1/keys', kind: 'added', additions: 1, deletions: 0, form: 'link', leadsOut: '/etc/passwd' },
    { path: 'src/a1/near', kind: 'added', additions: 1, deletions: 0, form: 'link' },
  ]);
  const [first] = spotCheckSample(run, 'w1').map(({ path, reasons }) => `${path}: ${reasons.join(', ')}`);
  assert.match(first ?? '', /^src\/a1\/keys: a link that leads out, to \/etc\/passwd, a link/);
  const gate = run.gates['spot-check-1'];
  assert.ok(gate);
  const said = gateSpecs['spot-check'].missing(run, gate, { note: '', answers: {}, comments: [] });
  assert.match(
    said.map(({ text }) => text).join(' '),
    /1 link out of the repository: src\/a1\/keys to \/etc\/passwd\. Say in the note why/,
  );
});
