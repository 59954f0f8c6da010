import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardPhase, BoardSnapshot } from '../../../src/core/model/boardModel.ts';
import { progressIcon, progressWords } from './progressIcon.ts';
import type { Ask } from './hostLink.ts';

/** Title, activity and the ways to the plan; below them the phase rail. */
export function header(snapshot: BoardSnapshot, ask: Ask): TemplateResult {
  return html`<header class="top">
    <div class="heading">
      <h1>${snapshot.title}</h1>
      <p class="facts">
        <span>${snapshot.repository}</span><span class="mono">${snapshot.run}</span
        ><span
          ><wavegate-elapsed since=${snapshot.startedAt} until=${snapshot.endedAt ?? nothing}></wavegate-elapsed
        ></span>
      </p>
    </div>
    <div class="actions">
      <button type="button" class="quiet" @click=${() => ask({ type: 'open-plan' })}>
        <span class="codicon codicon-go-to-file" aria-hidden="true"></span>Open plan
      </button>
      <button type="button" class="quiet" @click=${() => ask({ type: 'show-diagram' })}>
        <span class="codicon codicon-type-hierarchy" aria-hidden="true"></span>Show plan diagram
      </button>
    </div>
    <p class="headline activity-${snapshot.activity}">${snapshot.headline}</p>
    ${rail(snapshot)}
  </header>`;
}

function rail(snapshot: BoardSnapshot): TemplateResult {
  return html`<nav aria-label="Phases">
    <ol class="rail">
      ${snapshot.phases.map((phase) => station(phase))} ${adaptStation(snapshot.adapt)}
    </ol>
  </nav>`;
}

function adaptStation(adapt: BoardPhase): TemplateResult {
  return station(adapt, 'adapt');
}

function station(phase: BoardPhase, extra = ''): TemplateResult {
  const here = phase.progress === 'current' || phase.progress === 'waiting' || phase.progress === 'failed';
  return html`<li
    class="station ${extra} at-${phase.progress}"
    data-phase=${phase.id}
    aria-current=${here ? 'step' : nothing}
  >
    <span class=${progressIcon(phase.progress)} aria-hidden="true"></span>
    <span class="station-text">
      <span class="station-title">${phase.title}<span class="unseen">, ${progressWords[phase.progress]}</span></span>
      ${phase.note === '' ? nothing : html`<span class="station-note">${phase.note}</span>`}
    </span>
  </li>`;
}
