import { dollars, shortAmount, usageText } from '../agents/usage.ts';
import { costsOf } from '../history/costs.ts';
import type { CostRow, Prices } from '../history/costs.ts';
import type { AttemptSpan, RunHistory } from '../history/model.ts';
import { durationText } from '../history/spans.ts';
import type { Usage } from '../model/sessionResult.ts';
import type { RunState } from '../model/state.ts';
import { projectionErrors } from '../queries/projection.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { amountBars } from './timeline.ts';

export function costSection(history: RunHistory, prices: Prices): Markup {
  const { rows, total } = costsOf([history], 'task', prices);
  const other = Math.max(0, history.updatedAt - history.startedAt - history.worked - history.waited);
  const time = [
    { label: 'Agents at work', amount: history.worked },
    { label: 'Waiting for people', amount: history.waited },
    { label: 'Everything else', amount: other },
  ].map((row) => ({ ...row, words: durationText(row.amount) }));
  const costs = rows.slice(0, 30).map(({ label, usage, silent, sessions }) => ({
    label: label.slice(history.run.length + 1),
    amount: usage.usd ?? usage.inputTokens + usage.outputTokens,
    words: silent === sessions ? 'not reported' : usageText(usage),
  }));
  const used =
    total.sessions === total.silent
      ? html``
      : html`<section>
          <h2>Cost by task</h2>
          ${amountBars(costs)}
        </section>`;
  return html`<section>
      <h2>Where time went</h2>
      ${amountBars(time)}
      <p class="note">Agents can be at work while a decision is pending, so the parts may overlap.</p>
    </section>
    ${used}`;
}

export function projectionSection(state: RunState): Markup {
  const lines = projectionErrors(state);
  if (lines.length === 0) return html``;
  return html`<section>
    <h2>Projected and taken</h2>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}

export function attemptSection(history: RunHistory, prices: Prices): Markup {
  const { attempts, sessions, updatedAt } = history;
  const row = ({
    wave,
    title,
    attempt,
    outcome,
    failure,
    answer,
    from,
    to = updatedAt,
    commit,
  }: AttemptSpan): Markup => {
    const own = sessions.filter((session) => session.wave === wave && session.attempt === attempt);
    const { total } = costsOf([{ ...history, sessions: own }], 'attempt', prices);
    return html`<tr>
      <td>${title}</td>
      <td>${attempt}</td>
      <td class="${outcome === 'failed' ? 'bad' : ''}">
        ${outcome}${commit === undefined ? '' : ` as ${commit.slice(0, 10)}`}
      </td>
      <td class="time">${durationText(to - from)}</td>
      <td>${total.sessions === total.silent ? '' : usageText(total.usage)}</td>
      <td>${failure?.message ?? ''}</td>
      <td>
        ${answer === undefined ? '' : [answer.why, answer.note].filter((part) => part !== undefined).join(' Note: ')}
      </td>
    </tr>`;
  };
  return html`<section>
    <h2>Waves and attempts</h2>
    <table>
      <thead>
        <tr>
          <th>Wave</th>
          <th>Attempt</th>
          <th>Outcome</th>
          <th>Duration</th>
          <th>Used</th>
          <th>Failure</th>
          <th>What was done about it</th>
        </tr>
      </thead>
      <tbody>
        ${attempts.map(row)}
      </tbody>
    </table>
  </section>`;
}

/** Cost of what came to nothing, where it is known. */
export function wastedText({ usage, sessions, silent }: CostRow): string {
  return sessions === silent ? countedSessions(sessions) : `${shortUsage(usage)}, ${countedSessions(sessions)}`;
}

export function perWave({ usd, inputTokens, outputTokens, cachedTokens }: Usage, waves: number): string {
  const each = { inputTokens: inputTokens / waves, outputTokens: outputTokens / waves, cachedTokens };
  return shortUsage({ ...each, ...(usd === undefined ? {} : { usd: usd / waves }) });
}

function countedSessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}

/** Dollars where they are known, else tokens: one number to remember. */
export function shortUsage({ usd, inputTokens, outputTokens }: Usage): string {
  return usd === undefined ? `${shortAmount(inputTokens + outputTokens)} tokens` : dollars(usd);
}
