import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { coveredIn } from '../../../../src/core/planFixes/coverFinding.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { coverageOf, shownPlan } from '../../../../src/core/queries/coverage.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { renderAuditReport } from '../../../../src/core/report/auditReport.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runInTriage } from '../../../support/states.ts';

const waiting = (run: SimulatedRun) => pendingGates(run.run).map(({ id }) => id);

/** Everything is marked in, and the plan waits at its gate. */
function runAtPlan(): SimulatedRun {
  return runInTriage().approveAll('plan');
}

suite('findings that are in scope, at the plan gate', () => {
  test('keep it closed until each is covered, moved, or left with a reason that is signed', () => {
    const run = runAtPlan();
    assert.match(
      run.decide('plan-1') ?? '',
      /3 findings are in scope and no task covers them: security-1, security-2 and design-1\. Name each/,
    );
    // Covered, by an edit of the plan.
    const { source, plan } = run.run.plan;
    const finding = run.run.audit.findings.find(({ id }) => id === 'security-1');
    assert.ok(finding);
    const covered = coveredIn(source, plan, finding, 'a1');
    assert.ok(typeof covered === 'string', JSON.stringify(covered));
    assert.ok(!parsePlan(covered).problems.some(({ severity }) => severity === 'error'));
    run.edit(covered);
    assert.deepEqual(waiting(run), ['plan-2']);
    // Moved, at the gate itself.
    assert.equal(
      run.submit({ type: 'triage-finding', finding: 'security-2', triage: 'deferred', who: 'ada' }),
      undefined,
    );
    assert.match(run.decide('plan-2') ?? '', /A finding is in scope and no task covers it: design-1\./);
    // Left, with a reason.
    const [gate] = boardOf(run.run, 0).gates;
    assert.deepEqual(
      gate?.questions.map(({ id, inWords }) => [id, inWords]),
      [['design-1', true]],
    );
    assert.match(run.decide('plan-2', 'approved', { 'design-1': ' ' }) ?? '', /design-1/);
    assert.equal(run.decide('plan-2', 'approved', { 'design-1': 'The redesign replaces it.' }), undefined);
    run.settle();
    const { covered: done, waived, open } = coverageOf(run.run, shownPlan(run.run));
    assert.deepEqual(
      done.map(({ finding: { id }, tasks }) => [id, tasks]),
      [['security-1', ['a1']]],
    );
    assert.deepEqual(
      waived.map(({ finding: { id }, waiver }) => [id, waiver.reason, waiver.who]),
      [['design-1', 'The redesign replaces it.', 'ada']],
    );
    assert.deepEqual(open, []);
    // A reason once given counts for later revisions of the plan.
    run.edit(covered.replace('Task b2', 'Task two'));
    assert.equal(run.decide('plan-3'), undefined);
  });

  test('count as moved where the plan lists the same finding as out of scope, under whatever id', () => {
    const run = runAtPlan();
    const [finding] = run.run.audit.findings;
    assert.ok(finding);
    const entry = `  - {id: mine, severity: low, file: ${finding.file}, line: ${finding.line}, title: ${finding.title}, triage: out}`;
    run.edit(run.run.plan.source.replace('waves:\n', `findings:\n${entry}\nwaves:\n`));
    assert.deepEqual(
      coverageOf(run.run, shownPlan(run.run)).open.map(({ id }) => id),
      ['security-2', 'design-1'],
    );
    assert.match(
      run.submit({ type: 'triage-finding', finding: 'mine', triage: 'in', who: 'ada' }) ?? '',
      /the plan's own/,
    );
  });

  test('are not marked any more once the plan is approved', () => {
    const run = runAtPlan().approveAll('launch');
    assert.match(
      run.submit({ type: 'triage-finding', finding: 'design-1', triage: 'out', who: 'ada' }) ?? '',
      /until the plan is approved/,
    );
  });
});

suite('a lens that does not finish', () => {
  function runWithFailedLens(): SimulatedRun {
    const run = new SimulatedRun();
    const failed: SessionResult = { outcome: 'timeout', message: 'It took more than 5 minutes.' };
    run.outcome = (job) => (job.session === 'audit~logs' ? failed : run.done(job));
    return run.start(
      planText(1, 'audit:\n  lenses:\n    - {id: design, focus: Copies.}\n    - {id: logs, focus: Output.}\n'),
    );
  }

  test('is named at triage, and runs again when asked; the gate is then about what it found', () => {
    const run = runWithFailedLens();
    const [gate] = boardOf(run.run, 0).gates;
    assert.match(
      gate?.about ?? '',
      /The audit is not complete: logs did not finish\. Run it again \(`wavegate retry r1`\)/,
    );
    assert.deepEqual(gate?.sections[0]?.lines, ['logs (timeout): It took more than 5 minutes.']);
    assert.match(
      renderAuditReport(run.run),
      /## logs\n\nOutput\. Looked at: `\*\*`\.\n\n\*\*It did not finish \(timeout\)/,
    );

    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(run.dispatched, ['audit~design', 'audit~logs', 'audit~2~logs']);
    assert.match(run.run.gates['triage-1']?.voided ?? '', /runs again through logs/);
    assert.deepEqual(waiting(run), ['plan-1'], 'it found nothing either');
    assert.match(run.submit({ type: 'retry-wave', who: 'ada' }) ?? '', /nothing to try again/);
    assert.equal(run.approveAll().run.phase, 'shipped');
  });
});
