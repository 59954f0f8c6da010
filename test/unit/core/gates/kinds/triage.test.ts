import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { triage } from '../../../../../src/core/gates/kinds/triage.ts';
import { missingFor } from '../../../../../src/core/gates/specs/missing.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { planText, SimulatedRun as Run, tools } from '../../../../support/simulatedRun.ts';
import { runInTriage } from '../../../../support/states.ts';

const gateOf = ({ run }: SimulatedRun) =>
  pendingGates(run).find(({ kind }) => kind === 'triage') ?? assert.fail(run.phase);
const lacks = (run: SimulatedRun): readonly string[] =>
  missingFor('approved', run.run, gateOf(run), { note: '', answers: {}, comments: [] }).map(({ text }) => text);
const lines = (run: SimulatedRun, title: string): readonly string[] =>
  triage.sections(run.run, gateOf(run)).find((section) => section.title === title)?.lines ?? [];

describe('the triage of findings', () => {
  test('counts them by severity, worst first, and those whose place is not there', () => {
    const run = runInTriage();
    assert.deepEqual(lines(run, 'Findings'), ['1 high', '1 moderate', '1 low']);
    assert.deepEqual(lines(run, 'Citations'), ['1 finding with a file or line that does not exist']);
  });

  test('is not approved while one has no mark, whatever answers come with the approval', () => {
    const run = runInTriage();
    const [first, ...others] = run.run.audit.findings.map(({ id }) => id);
    for (const finding of others) run.submit({ type: 'triage-finding', finding, triage: 'in', who: 'ada' });
    assert.equal(lacks(run).length, 1);
    assert.notEqual(run.decide(gateOf(run).id, 'approved', { [first ?? '']: 'in' }), undefined);
    assert.equal(run.run.audit.status, 'triage');
    run.submit({ type: 'triage-finding', finding: first ?? '', triage: 'out', who: 'ada' });
    assert.deepEqual(lacks(run), []);
    assert.equal(triage.about(run.run, gateOf(run)), 'Every finding is marked. Approving closes the audit.');
    assert.equal(run.decide(gateOf(run).id), undefined);
  });

  test('is about the findings, not about their marks: a mark voids nothing, another finding does', () => {
    const run = runInTriage();
    const { evidence } = gateOf(run);
    const [first] = run.run.audit.findings;
    run.submit({ type: 'triage-finding', finding: first?.id ?? '', triage: 'out', who: 'ada' });
    assert.deepEqual(triage.evidence(run.run, tools), evidence);
    const findings = run.run.audit.findings.map((finding) => ({ ...finding, title: `${finding.title}!` }));
    const state = { ...run.run, audit: { ...run.run.audit, findings } };
    assert.notDeepEqual(triage.evidence(state, tools), evidence);
  });

  test('says what the plan has marked already', () => {
    const run = runInTriage();
    const [first] = run.run.audit.findings;
    assert.ok(first);
    const { plan } = run.run.plan;
    const planned = { ...first, remediation: '', triage: 'out' as const };
    run.submit({ type: 'triage-finding', finding: first.id, triage: 'out', who: 'ada' });
    const state = { ...run.run, plan: { ...run.run.plan, plan: { ...plan, findings: [planned] } } };
    const marked = triage.sections(state, gateOf(run)).find(({ title }) => title === 'Marked as the plan says');
    assert.deepEqual(marked?.lines, [`out: ${first.id}`]);
  });

  test('parks the run where it is rejected', () => {
    const run = runInTriage();
    const { id } = gateOf(run);
    run.decide(id, 'rejected');
    assert.equal(run.settle().run.parked?.gate, id);
  });
});

describe('an audit with a lens that did not finish', () => {
  const audit = 'audit:\n  lenses:\n    - {id: security, focus: Secrets.}\n    - {id: design, focus: Copies.}\n';
  const incomplete = (): SimulatedRun => {
    const run = new Run();
    const title = 'Four copies';
    const finding = { id: 'd1', severity: 'high', file: 'src/a1/main.js', line: 1, title } as const;
    run.outcome = (job) => {
      if (job.kind !== 'audit') return run.done(job);
      if (job.subject === 'security') return { outcome: 'timeout', message: 'It took too long.' };
      const findings = [{ ...finding, detail: '', remediation: '', citation: 'verified' as const }];
      return { ...run.done(job), findings };
    };
    return run.start(planText(1, audit));
  };

  test('says whose findings are missing and both ways on', () => {
    const run = incomplete();
    assert.match(
      triage.about(run.run, gateOf(run)),
      /^The audit is not complete: security did not finish\. Run it again \(`wavegate retry r1`\), or go on without\. /,
    );
  });

  test('is not approved in advance, and is by a person who goes on without', () => {
    const run = incomplete();
    assert.match(
      triage.inAdvance?.obstacle?.(run.run, gateOf(run), '') ?? '',
      /--approve does not cover an audit that is not complete: to go on without, approve the gate itself\.$/,
    );
    const [finding] = run.run.audit.findings;
    run.submit({ type: 'triage-finding', finding: finding?.id ?? '', triage: 'out', who: 'ada' });
    assert.equal(run.decide(gateOf(run).id), undefined);
  });

  test('that is complete is approved in advance', () => {
    const run = runInTriage();
    assert.equal(triage.inAdvance?.obstacle?.(run.run, gateOf(run), ''), undefined);
  });
});
