import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardAdaptation } from '../../../src/core/model/boardModel.ts';
import { failingList } from './checkpointPanel.ts';
import type { Ask } from './hostLink.ts';
import { LightElement } from './lightElement.ts';

/** `<wavegate-adapt>`: what failed, which task is behind it, and the ways on. */
export class AdaptPanel extends LightElement {
  static override properties = {
    adaptation: { attribute: false },
    ask: { attribute: false },
    picked: { state: true },
    diagnosis: { state: true },
    reason: { state: true },
    problem: { state: true },
    busy: { state: true },
  };

  declare adaptation: BoardAdaptation;
  declare ask: Ask;
  declare private picked: string | undefined;
  declare private diagnosis: string;
  declare private reason: string;
  declare private problem: string;
  declare private busy: boolean;

  constructor() {
    super();
    this.picked = undefined;
    this.diagnosis = '';
    this.reason = '';
    this.problem = '';
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { adaptation } = this;
    return html`<article class="card adapt" aria-labelledby="adapt-title">
      <div class="card-head">
        <span
          class="icon ${adaptation.asks === true ? 'progress-waiting codicon codicon-question' : 'progress-failed codicon codicon-error'}"
          aria-hidden="true"
        ></span>
        <h2 id="adapt-title">${adaptation.title}</h2>
      </div>
      ${
        adaptation.asks === true
          ? html`<p>Answer at its gate, or change the plan instead.</p>`
          : adaptation.message === ''
            ? nothing
            : html`<p>${adaptation.message}</p>`
      }
      ${adaptation.failing.length === 0 ? nothing : failingList(adaptation.failing)}
      ${
        adaptation.supervisors === undefined
          ? nothing
          : html`<h3>From supervisors, who decide nothing</h3>
              <ul class="plain">
                ${adaptation.supervisors.map((line) => html`<li>${line}</li>`)}
              </ul>`
      }
      ${
        adaptation.division === undefined
          ? nothing
          : html`<h3>Division of the wave</h3>
              <ul class="plain">
                ${adaptation.division.map((line) => html`<li>${line}</li>`)}
              </ul>`
      }
      ${
        adaptation.proposal === undefined
          ? this.#choices()
          : html`<p>
              Proposed: ${adaptation.proposal.title} <span class="mono">${adaptation.proposal.task}</span>. The changed
              plan waits at its gate.
            </p>`
      }
      <p class="problem" role="alert" ?hidden=${this.problem === ''}>${this.problem}</p>
    </article>`;
  }

  #choices(): TemplateResult | typeof nothing {
    const { tasks, choices, retry, retryTitle, asks = false } = this.adaptation;
    if (choices.length === 0 && !retry) return nothing;
    const picked = tasks.find((task) => task.id === this.picked) ?? tasks[0];
    return html`<label class="field">
        <span>Task to act on</span>
        <select @change=${(event: Event) => (this.picked = (event.target as HTMLSelectElement).value)}>
          ${tasks.map(
            (task) =>
              html`<option value=${task.id} ?selected=${task.id === picked?.id}>
                ${task.title}${task.suspect ? (asks ? ' (asks)' : ' (possible cause)') : ''}
              </option>`,
          )}
        </select>
      </label>
      <label class="field">
        <span>What you think went wrong, for the agents (optional)</span>
        <textarea
          rows="2"
          .value=${this.diagnosis}
          @input=${(event: Event) => (this.diagnosis = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <ul class="strategies">
        ${choices.map(
          ({ strategy, title, does }) =>
            html`<li>
              <button
                type="button"
                ?disabled=${this.busy || picked === undefined}
                aria-describedby="does-${strategy}"
                @click=${() => this.#ask({ type: 'propose', strategy, task: picked?.id ?? '', diagnosis: this.diagnosis })}
              >
                ${title}
              </button>
              <span id="does-${strategy}">${does}</span>
            </li>`,
        )}
      </ul>
      ${
        retry
          ? html`<button
              type="button"
              class="secondary"
              ?disabled=${this.busy}
              @click=${() => this.#ask({ type: 'retry' })}
            >
              ${retryTitle}
            </button>`
          : nothing
      }
      ${this.#acceptance()}
      <p class="muted">Each change becomes a new revision of the plan, which you see and approve before it counts.</p>`;
  }

  #acceptance(): TemplateResult | typeof nothing {
    const { acceptable } = this.adaptation;
    if (acceptable.length === 0) return nothing;
    return html`<div class="field">
      <label class="field">
        <span>${acceptable.join(', ')}: red before this run, too. How do you know that nothing else fails?</span>
        <textarea
          rows="2"
          .value=${this.reason}
          @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <button
        type="button"
        class="secondary"
        ?disabled=${this.busy}
        @click=${() => this.#ask({ type: 'accept-baseline', note: this.reason })}
      >
        Accept as red before the run
      </button>
    </div>`;
  }

  async #ask(intent: Parameters<Ask>[0]): Promise<void> {
    this.busy = true;
    this.problem = (await this.ask(intent)) ?? '';
    this.busy = false;
  }
}
