import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { answersBeforehand } from '../../../../../src/cli/follow/answers.ts';
import { planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

const noticed = 'The greeting is copied in four places';

describe('reconciling the plan after a wave', () => {
  it('costs nothing where nothing came up', () => {
    const run = new SimulatedRun().start().approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.ok(!Object.values(run.run.gates).some(({ kind }) => kind === 'reconcile'));
  });

  it('writes what is marked in and deferred into the scope, in one revision with the reason, linked to the wave', () => {
    const run = reconciling((job) => (job.subject === 'a1' ? { followUps: [noticed, 'A typo'] } : {}));
    const gate = gateOf(run);
    assert.match(
      run.decide(gate, 'approved', { 'item-1': 'in' }) ?? '',
      /A typo \[item-2=in\|deferred\|out\].*Say why/,
    );
    assert.deepEqual(decide(run, { 'item-1': 'in', 'item-2': 'deferred' }), undefined);

    const last = run.run.revisions.at(-1);
    assert.deepEqual(last?.cause, { wave: 'w1', attempt: 1 });
    assert.match(last?.why ?? '', /Reconciled after wave w1: 1 in, 1 deferred\. It belongs to this change\./);
    assert.equal(run.run.revisions.length, 2);
    assert.deepEqual(run.run.plan.plan.scope.in, [noticed]);
    assert.match(run.run.plan.source, /\nscope: \{in: \[The greeting is copied.*deferred: \[A typo\]/);
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['launch'],
    );
  });

  it('drops what is marked out without a revision, and all of it where it is rejected', () => {
    const out = reconciling((job) => (job.subject === 'a1' ? { followUps: [noticed] } : {}));
    assert.equal(decide(out, { 'item-1': 'out' }), undefined);
    const rejected = reconciling((job) => (job.subject === 'a1' ? { followUps: [noticed] } : {}));
    rejected.decide(gateOf(rejected), 'rejected');
    rejected.settle();

    for (const { run } of [out, rejected]) {
      assert.equal(run.revisions.length, 1);
      assert.deepEqual(
        pendingGates(run).map(({ kind }) => kind),
        ['launch'],
      );
    }
  });

  it('asks about what agents say differs from the task, and what else came up', () => {
    const deviations = ['Kept CommonJS, as the other files do'];
    const said = { deviations, discoveries: ['The cache is never emptied', ...deviations] };
    const run = reconciling((job) => (job.subject === 'a1' ? said : {}));
    const [gate] = boardOf(run.run, 0).gates;
    assert.deepEqual(
      gate?.questions.map(({ id, text }) => `${id} ${text}`),
      [
        'item-1 Differs from what was asked for: Kept CommonJS, as the other files do',
        'item-2 Came up: The cache is never emptied',
      ],
    );
  });

  it('asks about files that an agent has changed without having laid that out, where it was to lay out its work first', () => {
    const change = (path: string) => ({ path, kind: 'modified' as const, additions: 1, deletions: 0 });
    const implementationPlan = {
      ...{ touches: ['`src/a1/main.js`: gets the constant', 'docs/ says so'], steps: ['Add it'] },
      ...{ needs: [], contradictions: [], risks: [] },
    };
    const run = new SimulatedRun();
    run.outcome = (job) => {
      const done = run.done(job);
      if (job.kind === 'explore') return { ...done, implementationPlan };
      if (job.subject !== 'a1' || job.kind !== 'implement') return done;
      return { ...done, changes: ['src/a1/main.js', 'docs/a.md', 'src/a1/other.js'].map(change) };
    };
    run.start(planText().replace('title: Task a1', 'title: Task a1\n        explore: true')).approveAll('launch');
    run.decide(gateOf(run), 'approved', { 'explore-a1': 'ok' });
    run.settle();
    run.approveAll('reconcile');
    const [gate] = boardOf(run.run, 0).gates;
    assert.deepEqual(
      gate?.questions.map(({ text }) => text),
      ['Beyond what was laid out: Task a1 changed src/a1/other.js, which its implementation plan does not name'],
    );
  });

  it('does not ask about files that a task owns, whatever its words name', () => {
    const change = (path: string) => ({ path, kind: 'modified' as const, additions: 1, deletions: 0 });
    const run = new SimulatedRun();
    const changes = [change('src/a1/main.js'), change('src/a1/other.js')];
    run.outcome = (job) => ({ ...run.done(job), ...(job.subject === 'a1' ? { changes } : {}) });
    run.start(planText()).approveAll('acceptance');
    assert.deepEqual(
      Object.values(run.run.gates).filter(({ kind }) => kind === 'reconcile'),
      [],
    );
  });

  it('does not ask twice about what the plan says already, and a person who approves in advance defers all of it', () => {
    const run = reconciling((job) => (job.kind === 'implement' ? { followUps: [noticed] } : {}));
    const gate = pendingGates(run.run)[0];
    assert.ok(gate);
    assert.deepEqual(answersBeforehand(run.run, gate, 'note'), { 'item-1': 'deferred' });
    assert.equal(decide(run, { 'item-1': 'deferred' }), undefined);
    run.approveAll('acceptance');
    assert.equal(Object.values(run.run.gates).filter(({ kind }) => kind === 'reconcile').length, 1);
  });

  it('asks a plan of one task nothing', () => {
    const one = planText(1).replace(/ {6}- id: b1[\s\S]*$/, '');
    const run = new SimulatedRun();
    run.outcome = (job) => ({ ...run.done(job), ...(job.kind === 'implement' ? { followUps: [noticed] } : {}) });
    run.start(one).approveAll('acceptance');
    assert.deepEqual(
      Object.values(run.run.gates).filter(({ kind }) => kind === 'reconcile'),
      [],
    );
    assert.equal(run.run.waves['w1']?.status, 'committed');
  });
});

function reconciling(change: (job: Job) => Partial<SessionResult>, source = planText()): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => ({ ...run.done(job), ...change(job) });
  return run.start(source).approveAll('reconcile');
}

const gateOf = (run: SimulatedRun): string => pendingGates(run.run)[0]?.id ?? '';

function decide(run: SimulatedRun, answers: Readonly<Record<string, string>>): string | undefined {
  const refused = run.decide(gateOf(run), 'approved', answers, undefined, {}, 'It belongs to this change.');
  run.settle();
  return refused;
}
