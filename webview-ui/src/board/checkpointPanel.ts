import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BoardCheckpoint, BoardWave, CheckpointItem, FailingTest } from '../../../src/core/model/boardModel.ts';
import { stepNumbers } from '../../../src/core/model/phase.ts';
import type { Ask } from './hostLink.ts';
import { progressIcon, progressWords } from './progressIcon.ts';

/**
 * A wave between its merge and its commit, with the ten steps it goes through.
 * @param explained its failure is shown elsewhere on the page already
 */
export function checkpointPanel(wave: BoardWave, explained: boolean, ask: Ask): TemplateResult {
  const launch = wave.checkpoint?.steps.some((step) => step.step === 'launch' && step.progress === 'waiting') ?? false;
  return html`<section class="panel checkpoint" aria-labelledby="checkpoint-title" data-wave=${wave.id}>
    <div class="panel-head">
      <h2 id="checkpoint-title">Wave ${wave.number} · ${wave.title}</h2>
      ${
        wave.startedAt === undefined
          ? nothing
          : html`<wavegate-elapsed
              class="muted"
              since=${wave.startedAt}
              until=${wave.endedAt ?? nothing}
            ></wavegate-elapsed>`
      }
    </div>
    <p class="muted">${wave.status}${wave.attempt > 1 ? `, attempt ${wave.attempt}` : ''}</p>
    ${
      wave.ahead === undefined || wave.ahead.lines.length === 0
        ? nothing
        : html`<ul class="ahead" aria-label="Validated ahead">
            ${wave.ahead.lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
    ${
      wave.checkpoint === undefined
        ? html`<p class="muted">Its checkpoint appears when the wave opens.</p>`
        : html`${checkpointList(wave.checkpoint, explained)} ${steps(wave.checkpoint)}`
    }
    <div class="buttons">
      ${
        launch
          ? html`<button type="button" class="primary" @click=${() => ask({ type: 'launch', wave: wave.id })}>
              Launch wave
            </button>`
          : nothing
      }
      ${
        wave.checkpoint?.items.some((item) => item.id === 'merge' && item.progress === 'done')
          ? html`<button type="button" @click=${() => ask({ type: 'open-changes', wave: wave.id })}>
              Open changes
            </button>`
          : nothing
      }
    </div>
  </section>`;
}

/** The full suite on the finished result. */
export function validationPanel(validation: BoardCheckpoint): TemplateResult {
  return html`<section class="panel checkpoint" aria-labelledby="validation-title">
    <div class="panel-head"><h2 id="validation-title">Validation</h2></div>
    ${checkpointList(validation, false)}
  </section>`;
}

/** Failing tests, each with the part of the output that explains it. */
export function failingList(failing: readonly FailingTest[]): TemplateResult {
  return html`<ul class="failing">
    ${failing.map(
      ({ name, file, excerpt }) =>
        html`<li>
          <details>
            <summary>
              <span class="mono">${name}</span
              >${file === undefined ? nothing : html` <span class="muted">${file}</span>`}
            </summary>
            <pre tabindex="0">${excerpt}</pre>
          </details>
        </li>`,
    )}
  </ul>`;
}

function checkpointList(checkpoint: BoardCheckpoint, explained: boolean): TemplateResult {
  return html`${checkpoint.failure === undefined || explained ? nothing : html`<p class="failure">${checkpoint.failure}</p>`}
    <ul class="checks">
      ${repeat(checkpoint.items, (item) => item.id, checkItem)}
    </ul>`;
}

function checkItem(item: CheckpointItem): TemplateResult {
  return html`<li data-check=${item.id}>
    <span class=${progressIcon(item.progress)} aria-hidden="true"></span>
    <span class="check-title">${item.title}<span class="unseen">, ${progressWords[item.progress]}:</span></span>
    <span class="check-text">${item.text}</span>
    ${item.failing.length === 0 ? nothing : failingList(item.failing)}
    ${item.output === undefined ? nothing : html`<pre tabindex="0">${item.output}</pre>`}
  </li>`;
}

function steps(checkpoint: BoardCheckpoint): TemplateResult {
  return html`<ol class="steps" aria-label="Mechanical steps">
    ${checkpoint.steps.map(
      (step) =>
        html`<li
          class="step at-${step.progress}"
          title=${step.reason ?? `Step ${stepNumbers[step.step]}, ${progressWords[step.progress]}`}
        >
          <span class=${progressIcon(step.progress)} aria-hidden="true"></span>${step.title}<span class="unseen"
            >, ${progressWords[step.progress]}</span
          >
        </li>`,
    )}
  </ol>`;
}
