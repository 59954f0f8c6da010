import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { historyOf } from '../../../../src/core/history/history.ts';
import { html } from '../../../../src/core/htmlReport/markup.ts';
import { renderHtmlReport } from '../../../../src/core/htmlReport/htmlReport.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

function document(run: SimulatedRun): string {
  const history = historyOf(run.events);
  assert.ok(history);
  return renderHtmlReport(run.run, history, renderReport(run.run));
}

function shippedRun(plan = planText()): SimulatedRun {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(plan).approveAll('adapt');
  run.adapt('redispatch', 'a1', 'It forgot the export.');
  return run.settle().approveAll();
}

describe('the record as one HTML document', () => {
  test('shows every attempt with its failure and what was done about it, every decision and every session', () => {
    const text = document(shippedRun())
      .replaceAll(/\s+/gu, ' ')
      .replaceAll(/> | </gu, (edge) => edge.trim());
    assert.match(text, /<td class="bad">failed<\/td>/u);
    assert.match(text, /Note: It forgot the export\./u);
    assert.match(text, /committed as commit-/u);
    assert.match(text, /<td>acceptance-1<\/td>/u);
    assert.match(text, /<td>wave~w2~1~b2<\/td>/u);
    assert.match(text, /<svg /u);
  });

  test('names the phases in the timeline, counts time as people do, and says what each attempt and accepted wave cost', () => {
    const run = new SimulatedRun();
    run.now = 1_764_000_000_000;
    redOnce(run, 'w1', 'a1');
    const { outcome } = run;
    run.outcome = (job) => {
      run.now += 900_000;
      const usage = { inputTokens: 1_000, cachedTokens: 0, outputTokens: 0, usd: 1.5 };
      return { ...outcome(job), ...(job.work.kind === 'agent' && { usage }) };
    };
    run.start().approveAll('adapt');
    run.now += 1_800_000;
    run.adapt('redispatch', 'a1', 'It forgot the export.');
    const text = document(run.settle().approveAll());
    for (const phase of ['wave', 'adapt']) assert.match(text, new RegExp(`class="name"[^>]*>${phase}</text`, 'u'));
    assert.match(text, />\s*0\s*<\/text[^]*>\s*1 h\s*<\/text/u);
    assert.match(text, /\$3\.00, 2 sessions/u);
    assert.match(text, /\$3\.75<\/b><span>Per committed wave/u);
    assert.match(text, /<td>2\.0k in · 0 out · \$3\.00<\/td>/u);
  });

  test('needs nothing from anywhere: no script, no address, no image', () => {
    assert.doesNotMatch(document(shippedRun()), /<script|https?:|url\(|<img|<link/u);
  });

  test('shows what people and agents wrote as text, whatever it is', () => {
    const evil = `</pre><script>alert(1)</script>`;
    const run = new SimulatedRun();
    run.outcome = (job) => (job.subject === 'a1' ? { outcome: 'blocked', message: evil } : run.done(job));
    run.start(planText(1).replace('title: Extend modules', `title: ${JSON.stringify(evil)}`)).approveAll('adapt');
    const text = document(run);
    assert.doesNotMatch(text, /<script/u);
    assert.match(text, /&lt;script&gt;/u);
  });

  test('escapes every text so that it reads the same in a browser', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        const { markup } = html`${text}`;
        assert.doesNotMatch(markup, /[<>"']/u);
        const read = markup
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        // Characters that no document may contain are replaced.
        assert.equal(read, text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, '\ufffd'));
      }),
    );
  });

  test('of a run that has only begun is complete too', () => {
    assert.match(document(new SimulatedRun().start()), /0 of 2/u);
  });
});
