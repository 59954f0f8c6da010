import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardFile, BoardGate } from '../../../src/core/model/boardModel.ts';
import { short } from '../../../src/core/words/labels.ts';

/** Time that the gate has waited, and the end of its wait. */
export function times(gate: BoardGate): TemplateResult | typeof nothing {
  if (gate.status !== 'pending') return nothing;
  const due = gate.deadline === undefined ? nothing : html` · expires <time>${timeOf(gate.deadline)}</time>`;
  return html`<span class="muted times">open <wavegate-elapsed since=${gate.openedAt}></wavegate-elapsed>${due}</span>`;
}

/** Local time of day, with the day when it is not today's: `14:05`, `tomorrow 02:09`, `Sun, Nov 29, 02:09`. */
function timeOf(at: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return time;
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  if (date.toDateString() === tomorrow.toDateString()) return `tomorrow ${time}`;
  return `${date.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })}, ${time}`;
}

/** Subject of the decision, under its headings, without what the questions of the card say already. */
export function sections(gate: BoardGate): TemplateResult | typeof nothing {
  const shown = gate.sections.filter(({ asked }) => asked !== true);
  if (shown.length === 0) return nothing;
  return html`<dl class="sections">
    ${shown.map(
      ({ title, lines }) =>
        html`<div>
          <dt>${title}</dt>
          ${lines.map((line) => html`<dd>${line}</dd>`)}
        </div>`,
    )}
  </dl>`;
}

/** The hashes a decision is bound to, short and, opened, in full. */
export function evidence(gate: BoardGate): TemplateResult {
  return html`<details class="evidence">
    <summary>
      Approves ${gate.evidence.map(({ label, value }) => html`<span>${label} <code>${short(value)}</code></span> `)}
    </summary>
    <dl>
      ${gate.evidence.map(
        ({ label, value }) =>
          html`<dt>${label}</dt>
            <dd class="mono">${value}</dd>`,
      )}
    </dl>
  </details>`;
}

/** How a file has changed, in lines. */
export function churn(file: BoardFile): TemplateResult {
  const kind = file.kind === 'modified' ? nothing : html`<span class="tag">${file.kind}</span>`;
  return html`<span class="churn"
    >${kind}<span class="added">+${file.additions}</span> <span class="removed">−${file.deletions}</span></span
  >`;
}
