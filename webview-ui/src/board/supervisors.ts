import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardSnapshot, Progress } from '../../../src/core/model/boardModel.ts';
import { progressIcon } from './progressIcon.ts';

type Supervisor = BoardSnapshot['supervisors'][number];

const progress: Readonly<Record<Supervisor['status'], Progress>> = {
  reading: 'current',
  waits: 'ahead',
  silent: 'waiting',
};

/** Supervisors of the teams, each with what it has kept from the person and what it proposes. */
export function supervisors(all: readonly Supervisor[]): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<section class="panel" aria-labelledby="supervisors-title">
    <div class="panel-head"><h2 id="supervisors-title">Supervisors</h2></div>
    <ul class="supervisors">
      ${all.map(
        ({ team, text, why, status, pod, kept, proposed }) =>
          html`<li data-team=${team}>
            <span class=${progressIcon(progress[status])} aria-hidden="true"></span> ${team}: ${text}. ${why ?? nothing}
            ${pod.length === 0 ? nothing : html`<span class="muted">Pod of ${pod.length}</span>`}
            ${lines(
              'Kept from you',
              kept.map((question) => question.text),
            )}
            ${lines('Proposed, decides nothing', proposed)}
          </li>`,
      )}
    </ul>
  </section>`;
}

function lines(title: string, texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<details ?open=${texts.length < 4}>
    <summary>${title} (${texts.length})</summary>
    <ul class="ahead">
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>
  </details>`;
}
