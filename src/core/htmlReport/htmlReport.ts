import { usageText } from '../agents/usage.ts';
import { costsOf } from '../history/costs.ts';
import type { Prices } from '../history/costs.ts';
import type { GateSpan, RunHistory } from '../history/model.ts';
import { durationText } from '../history/spans.ts';
import type { RunState } from '../model/state.ts';
import { mismatchLines } from '../ledger/countMismatches.ts';
import { waveLedgerLines } from '../ledger/waveLedger.ts';
import { criteriaLines } from '../words/criteriaLines.ts';
import { waveCallSiteLines } from '../words/callSiteLines.ts';
import { explanations } from '../ledger/explanations.ts';
import { proofLines } from '../words/proofLines.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { reportStyle } from './style.ts';
import { timelineChart } from './timeline.ts';
import { costSection, projectionSection, attemptSection, wastedText, perWave, shortUsage } from './costSections.ts';

/**
 * The record of a run as one HTML document that needs nothing else: charts of its time and cost on top, then every attempt,
 * session and decision, and the decision record as text.
 * @param markdown the decision record, see `renderReport`
 */
export function renderHtmlReport(state: RunState, history: RunHistory, markdown: string, prices: Prices = {}): string {
  const { title } = history;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}: Wavegate run ${history.run}</title>
        <style>
          ${{ markup: reportStyle }}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>
            Run <code>${history.run}</code> on ${history.repository}, ${dateText(history.startedAt)} to
            ${dateText(history.updatedAt)}, phase ${history.phase}.
          </p>
        </header>
        <main>
          ${summary(state, history, prices)}
          <section>
            <h2>Timeline</h2>
            ${timelineChart(history)}
            <p class="legend">
              <i class="phase"></i> phase <i class="waiting"></i> waiting for a person <i class="done"></i> done
              <i class="failed"></i> failed, or a failure being dealt with (adapt)
            </p>
          </section>
          ${costSection(history, prices)} ${projectionSection(state)} ${attemptSection(history, prices)}
          ${proofSection(state)} ${decisionSection(history)} ${sessionSection(history)}
          <section>
            <h2>Decision record</h2>
            <details>
              <summary>As Markdown</summary>
              <pre>${markdown}</pre>
            </details>
          </section>
        </main>
      </body>
    </html> `;
  return body.markup;
}

function summary(state: RunState, history: RunHistory, prices: Prices): Markup {
  const { total, accepted, wasted } = costsOf([history], 'run', prices);
  const lasted = history.updatedAt - history.startedAt;
  const waves = Object.values(state.waves);
  const facts: readonly (readonly [string, string])[] = [
    ['Waves committed', `${accepted} of ${state.plan.plan.waves.length}`],
    ['Attempts', String(history.attempts.length)],
    ['From start to last event', durationText(lasted)],
    ['Agents at work', durationText(history.worked)],
    ['Waiting for people', durationText(history.waited)],
    ['Agent sessions', String(total.sessions)],
    ['Used', total.sessions === total.silent ? 'not reported' : shortUsage(total.usage)],
    ['On failed attempts', wasted.sessions === 0 ? 'nothing' : wastedText(wasted)],
    [
      'Per committed wave',
      accepted === 0 || total.sessions === total.silent ? 'not known' : perWave(total.usage, accepted),
    ],
    [
      'Files changed',
      String(new Set(waves.flatMap(({ merge }) => (merge?.changes ?? []).map(({ path }) => path))).size),
    ],
  ];
  return html`<section class="facts">
    ${facts.map(([name, value]) => html`<div><b>${value}</b><span>${name}</span></div>`)}
  </section>`;
}

/** Proofs of the work, wave by wave, as far as there are any. */
function proofSection(state: RunState): Markup {
  const rows = state.plan.plan.waves.flatMap(({ id, title }) => {
    const wave = state.waves[id];
    const explained = explanations(state, wave);
    const parts = [
      { name: 'Proofs of the stages', lines: proofLines(state, wave) },
      { name: 'Acceptance criteria', lines: criteriaLines(state, id) },
      { name: 'Call sites', lines: waveCallSiteLines(state, wave) },
      { name: 'Tests', lines: waveLedgerLines(state, wave) },
      { name: 'Numbers of tests that do not match', lines: mismatchLines(state, wave) },
      { name: explained.title, lines: explained.lines },
    ];
    return parts.filter(({ lines }) => lines.length > 0).map(({ name, lines }) => ({ title, name, lines }));
  });
  if (rows.length === 0) return html``;
  return html`<section>
    <h2>Proofs</h2>
    <table>
      <thead>
        <tr>
          <th>Wave</th>
          <th>Of</th>
          <th>Shown</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ title, name, lines }) =>
            html`<tr>
              <td>${title}</td>
              <td>${name}</td>
              <td>${lines.map((line) => html`<div>${line}</div>`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function decisionSection({ gates, updatedAt }: RunHistory): Markup {
  const row = ({ gate, status, who = '', channel, note = '', voided, from, to = updatedAt }: GateSpan): Markup =>
    html`<tr>
      <td>${gate}</td>
      <td class="${status === 'rejected' || voided !== undefined ? 'bad' : ''}">
        ${voided === undefined ? status : `voided: ${voided}`}
      </td>
      <td>${who}</td>
      <td>${channel ?? ''}</td>
      <td class="time">${durationText(to - from)}</td>
      <td>${note}</td>
    </tr>`;
  return html`<section>
    <h2>Decisions</h2>
    <table>
      <thead>
        <tr>
          <th>Gate</th>
          <th>Decision</th>
          <th>Who</th>
          <th>Where</th>
          <th>Waited</th>
          <th>Note</th>
        </tr>
      </thead>
      <tbody>
        ${gates.map(row)}
      </tbody>
    </table>
  </section>`;
}

function sessionSection({ sessions, updatedAt }: RunHistory): Markup {
  const rows = sessions.map(
    ({
      session,
      kind,
      subject,
      supervises,
      agent = '',
      outcome = 'running',
      message = '',
      usage,
      from,
      to = updatedAt,
    }) =>
      html`<tr>
        <td>${session}</td>
        <td>${supervises === undefined ? kind : subject}</td>
        <td>${agent}</td>
        <td class="${outcome === 'done' ? '' : 'bad'}">${outcome}</td>
        <td class="time">${durationText(to - from)}</td>
        <td>${usage === undefined ? '' : usageText(usage)}</td>
        <td>${outcome === 'done' ? '' : message}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Sessions</h2>
    <table>
      <thead>
        <tr>
          <th>Session</th>
          <th>Kind</th>
          <th>Agent</th>
          <th>Outcome</th>
          <th>Duration</th>
          <th>Used</th>
          <th>Message</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** UTC, so that the record reads the same everywhere. */
function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
