import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderAuditReport } from '../../../../src/core/report/auditReport.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runInTriage } from '../../../support/states.ts';

const chapter = (text: string, id: string): string =>
  text.split('\n## ').find((part) => part.startsWith(`${id}\n`)) ?? '';

describe('the report of an audit', () => {
  test('has a chapter for each lens, with what it was to look at and what it found', () => {
    const text = renderAuditReport(runInTriage().run);
    assert.match(text, /^# Audit: Extend modules\n\nRun `r1`, on sample at base\.\n/);
    const security = chapter(text, 'security');
    assert.match(security, /Secrets\. Looked at: `\*\*`\./);
    assert.match(security, /### [^\n]*: Token is printed\n\nhigh, `src\/a1\/main\.js:3`; not marked yet\./);
    assert.match(security, /low, `src\/a1\/main\.js:999` \(no such file or line\); not marked yet\./);
    assert.match(security, /Seen in review\.\n\nRemedy: Keep it in one place\./);
    assert.doesNotMatch(chapter(text, 'design'), /Token is printed/);
  });

  test('says how each finding was marked', () => {
    const run = runInTriage();
    const [first] = run.run.audit.findings;
    run.submit({ type: 'triage-finding', finding: first?.id ?? '', triage: 'deferred', who: 'ada' });
    assert.match(renderAuditReport(run.run), /high, `src\/a1\/main\.js:3`; marked deferred\./);
  });

  test('says of a lens that it found nothing, did not finish, is at work, or has not begun', () => {
    const run = new SimulatedRun();
    run.outcome = (job) => {
      if (job.kind !== 'audit') return run.done(job);
      if (job.subject === 'late') return { outcome: 'timeout', message: 'It took too long.' };
      return { ...run.done(job), findings: [], summary: 'All is well.' };
    };
    const lenses = ['calm', 'late'].map((id) => `    - {id: ${id}, focus: Look.}\n`).join('');
    run.start(planText(1, `audit:\n  lenses:\n${lenses}`));
    const text = renderAuditReport(run.run);
    assert.match(chapter(text, 'calm'), /All is well\.\n\nIt found nothing\./);
    assert.match(chapter(text, 'late'), /\*\*It did not finish \(timeout\)\.\*\* It took too long\./);
    assert.doesNotMatch(chapter(text, 'late'), /It found nothing/, 'who did not finish has not found nothing');
    const sessions = Object.fromEntries(
      Object.entries(run.run.sessions).map(([id, session]) => {
        const { result: _result, ...working } = session;
        return [id, working];
      }),
    );
    assert.match(renderAuditReport({ ...run.run, sessions }), /It is at work\./);
    assert.match(renderAuditReport({ ...run.run, sessions: {} }), /It has not begun\./);
  });

  test('of a plan without lenses says so', () => {
    assert.match(renderAuditReport(runAtLaunch().run), /\n\nThe plan has no audit lenses\.\n$/);
  });
});
