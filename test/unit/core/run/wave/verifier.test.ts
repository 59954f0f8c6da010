import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintDirective } from '../../../../../src/core/directive/lintDirective.ts';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { missingFor } from '../../../../../src/core/gates/specs/missing.ts';
import { emptyDraft } from '../../../../../src/core/model/gateDraft.ts';
import { latestGate } from '../../../../../src/core/queries/runQueries.ts';
import { renderReport } from '../../../../../src/core/report/report.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { SimulatedRun, planText } from '../../../../support/simulatedRun.ts';

const criteria = '        acceptance: [{id: AC-1, text: Adds, tests: [adds]}, {id: AC-2, text: Is quick}]\n';

/** A plan whose first task has two criteria, with a verifier. */
function verifiedPlan(): string {
  const agents = '  other: {driver: command, argv: ["node", "verify.mjs"]}\n';
  return planText(1, 'verifier: {agent: other}\n')
    .replace('        owns: ["src/a1/**"]\n', (line) => line + criteria)
    .replace('agents:\n', (line) => line + agents);
}

/** A run at its spot-check; its verifier ends as given. */
function verifiedRun(verifier: Partial<SessionResult>, jobs: Job[] = []): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    jobs.push(job);
    return job.kind === 'verify' ? { ...run.done(job), changes: [], ...verifier } : run.done(job);
  };
  return run.start(verifiedPlan()).approveAll('spot-check');
}

const passed = (id: string) =>
  ({ id, verdict: 'pass', command: 'node --test', test: 'adds', confirmation: 'confirmed' }) as const;

test('after the checks another agent verifies the merged work, in a worktree from which nothing is taken', () => {
  const jobs: Job[] = [];
  const run = verifiedRun({ criteria: [passed('AC-1'), passed('AC-2')] }, jobs);
  assert.deepEqual(
    jobs.map(({ subject }) => subject),
    ['a1', 'b1', 'merge', 'check', 'verify@criteria'],
  );
  const work = jobs.at(-1)?.work;
  assert.ok(work?.kind === 'agent');
  assert.deepEqual([work.mode, work.owns, work.criteria?.length], ['workspace-write', [], 2]);
  assert.equal(work.base, run.run.waves['w1']?.merge?.commit);
  assert.deepEqual(lintDirective(work.directive), { text: work.directive, problems: [], fixed: [] });
  assert.match(work.directive, /- AC-1: Adds\n {2}Shown by: `adds`/);
  const implement = jobs[0]?.work;
  assert.ok(implement?.kind === 'agent');
  assert.match(implement.directive, /## Acceptance criteria\n\nEach has to be true/);
});

test('with every criterion proved the spot-check shows them one by one and asks for nothing more', () => {
  const run = verifiedRun({ criteria: [passed('AC-1'), passed('AC-2')] });
  const gate = latestGate(run.run, 'spot-check', 'w1');
  assert.ok(gate);
  const board = boardOf(run.run, 0);
  const section = board.gates[0]?.sections.find(({ title }) => title === 'Acceptance criteria');
  assert.deepEqual(section?.lines, [
    'AC-1: pass, shown by "adds" (node --test): Adds',
    'AC-2: pass, shown by "adds" (node --test): Is quick',
  ]);
  assert.equal(board.waves[0]?.checkpoint?.items.find(({ id }) => id === 'criteria')?.text, '2 of 2 pass');
  assert.ok(missingFor('approved', run.run, gate, emptyDraft).every(({ field }) => field !== 'note'));
  run.approveAll('acceptance');
  assert.match(renderReport(run.run), /## Acceptance criteria\n\n- AC-1: pass/);
  assert.ok(boardOf(run.run, 0).gates[0]?.sections.some(({ title }) => title === 'Acceptance criteria'));
});

test('a criterion that is not met, a claim that does not hold and one nothing shows each need a reason', () => {
  const run = verifiedRun({
    criteria: [
      { ...passed('AC-1'), confirmation: 'contradicted', why: 'The cited test fails when it is run again.' },
      { id: 'AC-2', verdict: 'fail', command: 'node --test', test: 'quick', confirmation: 'confirmed' },
    ],
  });
  const gate = latestGate(run.run, 'spot-check', 'w1');
  assert.ok(gate);
  const lacks = missingFor('approved', run.run, gate, emptyDraft).find(({ field }) => field === 'note');
  const section = boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title === 'Acceptance criteria');
  assert.match(section?.lines[0] ?? '', /contradicted\. The cited test fails when it is run again\. Criterion: Adds$/);
  assert.match(lacks?.text ?? '', /Not met: AC-2\. Claims of the verifier that do not hold: AC-1\./);
  assert.match(run.decide(gate.id) ?? '', /Not met: AC-2/);
  const note = { ...emptyDraft, note: 'AC-2 is for the next run.' };
  assert.ok(missingFor('approved', run.run, gate, note).every(({ field }) => field !== 'note'));
});

test('what a verifier reports is part of the evidence of the spot-check', () => {
  const one = verifiedRun({ criteria: [passed('AC-1'), passed('AC-2')] });
  const other = verifiedRun({ criteria: [passed('AC-1'), { ...passed('AC-2'), confirmation: 'unproven' }] });
  const evidence = (run: SimulatedRun) => latestGate(run.run, 'spot-check', 'w1')?.evidence['results'];
  assert.notEqual(evidence(one), evidence(other));
});

test('a verifier that changes code is named; its wave keeps its work and can be tried again', () => {
  const run = verifiedRun({ outcome: 'scope-violated', message: 'The verifier changed what it was to verify.' });
  const { failure, status } = run.run.waves['w1'] ?? {};
  assert.equal(status, 'failed');
  assert.match(failure?.message ?? '', /did not end with a report: The verifier changed what it was to verify/);
  run.outcome = (job) => ({
    ...run.done(job),
    ...(job.kind === 'verify' ? { criteria: [passed('AC-1'), passed('AC-2')] } : {}),
  });
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle().approveAll('spot-check');
  assert.equal(run.run.waves['w1']?.status, 'spot-check');
  assert.equal(run.dispatched.filter((session) => session.endsWith('~a1')).length, 1);
});

test('criteria of a cited section are those of the specification as the wave begins', () => {
  const run = new SimulatedRun();
  const plan = verifiedPlan()
    .replace('verifier:', 'spec: docs/spec.md\nverifier:')
    .replace(criteria, '        spec: ["#adding"]\n');
  run.start(plan);
  const [gate] = Object.values(run.run.gates);
  assert.ok(gate);
  run.decide(gate.id);
  run.settle();
  assert.match(run.run.waves['w1']?.failure?.message ?? '', /docs\/spec\.md, which is not in the repository/);
});
