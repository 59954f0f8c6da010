import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { costsOf } from '../../../../src/core/history/costs.ts';
import { failuresOf } from '../../../../src/core/history/failures.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import { renderHtmlReport } from '../../../../src/core/htmlReport/htmlReport.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { spansOf } from '../../../../src/core/telemetry/spans.ts';
import { ruleCite, silence, supervisedPlan, supervisedRun } from '../../../support/supervisedRun.ts';

const plan = supervisedPlan();

/** The supervisor of core answers a question, that of edge crashes; each session that speaks has used tokens. */
const run = supervisedRun({
  plan,
  asks: { a1: 'How are numbers rounded?' },
  says: ({ subject, scope }) => {
    if (subject === 'edge') return { outcome: 'crashed', message: 'It ended at once.' };
    const answers = [{ task: 'a1', text: 'Half to even.', cites: [ruleCite(plan)] }];
    const first = scope.kind === 'supervise' && scope.attempt === 1;
    return {
      ...{ outcome: 'done', message: 'Read.', usage: { inputTokens: 10, cachedTokens: 0, outputTokens: 1 } },
      supervision: first
        ? { ...silence, answers }
        : { ...silence, ranks: [{ file: 'src/a1/main.js', reason: 'Look.' }] },
    };
  },
});
const history = historyOf(run.events) ?? assert.fail('The run has begun.');

suite('sessions of supervisors', () => {
  test('are called after them in costs, by any key, and belong to the wave they have read about', () => {
    const labels = (by: 'kind' | 'team' | 'task') => costsOf([history], by).rows.map(({ label }) => label);
    assert.ok(labels('kind').includes('supervisor'));
    assert.ok(labels('team').includes('supervisor of core'));
    assert.ok(labels('task').includes(`${run.run.run} w1 supervisor of core`), labels('task').join('\n'));
    assert.equal(
      costsOf([history], 'team').rows.find(({ label }) => label === 'supervisor of core')?.usage.inputTokens,
      20,
    );
  });

  test('are called after them where they failed', () => {
    const failed = failuresOf(history, {}).find(({ message }) => message === 'It ended at once.');
    assert.deepEqual([failed?.subject, failed?.wave], ['supervisor of edge', 'w1']);
  });

  test('are no tasks in telemetry, but of the supervisor of a team', () => {
    const spans = spansOf(history, { content: false }).filter(({ name }) => name === 'invoke_agent reader');
    assert.deepEqual(
      new Set(spans.map(({ attributes }) => attributes['wavegate.supervisor.team'])),
      new Set(['core', 'edge']),
    );
    assert.ok(spans.every(({ attributes }) => !('wavegate.task.id' in attributes)));
  });

  test('stand in the report with what each kept from the person, and what decided nothing', () => {
    const report = renderReport(run.run);
    assert.match(
      report,
      /## Supervisors\n\n- Supervisor of core: asked 2 times of 5 · .*\n {2}- Answered without a person: a1 asked: How are numbers rounded\? Answered: Half to even\. \(plan:8\)\n {2}- Decided nothing: Read first in Wave 1: src\/a1\/main\.js\. Look\./,
    );
    assert.match(renderHtmlReport(run.run, history, report), /<td>supervisor of core<\/td>/);
  });
});
