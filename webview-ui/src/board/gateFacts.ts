import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardFile, BoardGate } from '../../../src/core/model/boardModel.ts';
import { short } from '../../../src/core/words/boardWords.ts';

/** How long the gate has waited, and until when it waits. */
export function times(gate: BoardGate): TemplateResult | typeof nothing {
  if (gate.status !== 'pending') return nothing;
  const due = gate.deadline === undefined ? nothing : html`, until <time>${timeOf(gate.deadline)}</time>`;
  return html`<span class="muted times"><wavegate-elapsed since=${gate.openedAt}></wavegate-elapsed>${due}</span>`;
}

/** Local time of day, with the day when it is not today's. */
function timeOf(at: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ weekday: 'short', day: 'numeric', month: 'short' } as const);
  return date.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit' });
}

/** Subject of the decision, under its headings. */
export function sections(gate: BoardGate): TemplateResult | typeof nothing {
  if (gate.sections.length === 0) return nothing;
  return html`<dl class="sections">
    ${gate.sections.map(
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
      Bound to ${gate.evidence.map(({ label, value }) => html`<span>${label} <code>${short(value)}</code></span> `)}
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
