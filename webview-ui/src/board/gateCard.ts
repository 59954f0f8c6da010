import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { Missing } from '../../../src/core/model/missing.ts';
import type { BoardGate } from '../../../src/core/model/boardModel.ts';
import type { Verdict } from '../../../src/core/model/gate.ts';
import { markName } from '../../../src/core/gates/fileMarks.ts';
import { choice } from './choice.ts';
import { churn, evidence, sections, times } from './gateFacts.ts';
import type { Ask } from './hostLink.ts';
import { LightElement } from './lightElement.ts';
import { DraftWriting, noteKey } from './draftWriting.ts';

/** `<wavegate-gate>`: one gate with what it is about, and the person's decision. */
const yesOrNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
] as const;

export class GateCard extends LightElement {
  static override properties = {
    gate: { attribute: false },
    ask: { attribute: false },
    fresh: { type: Boolean, attribute: false },
    problem: { state: true },
    busy: { state: true },
  };

  declare gate: BoardGate;
  declare ask: Ask;
  /** Whether it has just come up: a click may have been meant for what was in its place. */
  declare fresh: boolean;
  declare private problem: string;
  declare private busy: boolean;
  readonly #writing = new DraftWriting(
    (intent) => this.ask(intent),
    (refused) => (this.problem = refused),
  );

  constructor() {
    super();
    this.fresh = false;
    this.problem = '';
    this.busy = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('gate');
    if (before === undefined) return;
    this.#writing.settle(this.gate);
    // One approval of several leaves the gate as it is, for the others.
    if (before.id === this.gate.id && before.approved === this.gate.approved) return;
    this.problem = '';
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { gate } = this;
    const title = `gate-${gate.id}`;
    return html`<article class="card gate gate-${gate.status}" aria-labelledby=${title} data-gate=${gate.id}>
      <div class="card-head">
        <span
          class="icon codicon ${gate.status === 'pending' ? 'progress-waiting codicon-bell-dot' : 'codicon-debug-pause'}"
          aria-hidden="true"
        ></span>
        <h2 id=${title}>${gate.title}</h2>
        ${times(gate)}
      </div>
      <p>${gate.ended ?? gate.about}</p>
      ${gate.status === 'pending' ? this.#body() : this.#reopening()}
      <p class="problem" role="alert" ?hidden=${this.problem === ''}>${this.problem}</p>
    </article>`;
  }

  #body(): TemplateResult {
    const { gate } = this;
    return html`${sections(gate)} ${gate.files.length === 0 ? nothing : this.#files()}
      ${gate.sendsTexts === true ? this.#texts() : nothing} ${gate.questions.length === 0 ? nothing : this.#questions()}
      ${gate.ownTesting === undefined ? nothing : this.#ownTesting(gate.ownTesting)} ${evidence(gate)}
      <label class="field">
        <span>Note <span class="muted">(needed to reject or hold)</span></span>
        <textarea
          rows="2"
          data-field="note"
          .value=${this.#writing.note(gate)}
          @input=${(event: InputEvent) => this.#write(noteKey, textOf(event))}
          @blur=${() => this.#writing.flush()}
        ></textarea>
      </label>
      <div class="buttons" ?inert=${this.fresh}>
        <button
          type="button"
          class="primary"
          ?disabled=${this.busy || gate.forOthers === 'approved'}
          @click=${() => this.#decide('approved')}
        >
          Approve
        </button>
        <button type="button" ?disabled=${this.busy} @click=${() => this.#decide('rejected')}>Reject</button>
        <button type="button" ?disabled=${this.busy} @click=${() => this.#decide('hold')}>Hold</button>
        ${deciders(gate)}
      </div>`;
  }

  #reopening(): TemplateResult {
    return html`<div class="buttons">
      <button
        type="button"
        ?disabled=${this.busy}
        @click=${() => this.#send(this.ask({ type: 'reopen', gate: this.gate.id }))}
      >
        Reopen gate
      </button>
      <span class="muted">Opens a new gate, which shows what it is about now.</span>
    </div>`;
  }

  #files(): TemplateResult {
    const { gate } = this;
    const wave = gate.wave ?? '';
    return html`<div class="files">
      <div class="files-head">
        <h3>Files to review</h3>
        <button type="button" class="link" @click=${() => this.ask({ type: 'open-changes', wave })}>
          Open all changes
        </button>
      </div>
      <ul>
        ${gate.files.map(
          (file) =>
            html`<li>
              <button
                type="button"
                class="link path"
                title=${file.path}
                @click=${() => this.ask({ type: 'open-changes', wave, file: file.path })}
              >
                ${file.path}
              </button>
              ${churn(file)}
              ${this.#choose(markName(file.path), `Verdict on ${file.path}`, [
                ['ok', 'OK'],
                ['not-ok', 'Not OK'],
              ])}
              ${file.reasons.length > 0 ? html`<p class="muted reasons">${file.reasons.join(', ')}</p>` : nothing}
              ${gate.draft.comments
                .filter((comment) => comment.file === file.path)
                .map(
                  ({ line, text, deleted }) =>
                    html`<p class="muted reasons">
                      ${deleted === undefined ? 'Line' : 'Deleted line'} ${line}: ${text}
                    </p>`,
                )}
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #texts(): TemplateResult {
    return html`<div class="buttons">
      <button type="button" class="link" @click=${() => this.ask({ type: 'open-pull-request' })}>
        Read and edit the pull request text
      </button>
    </div>`;
  }

  #questions(): TemplateResult {
    const caution = this.gate.questions.find(({ id }) => this.#writing.answer(this.gate, id) === 'no')?.ifNo;
    return html`<div class="questions" role="group" aria-label=${this.gate.questionsTitle ?? 'Questions'}>
      ${this.gate.questions.map(({ id, text, inWords, choices = yesOrNo }) =>
        inWords === true
          ? this.#inWords(id, text)
          : html`<div class="question">
              <span>${text}</span>${this.#choose(
                id,
                text,
                choices.map(({ value, label }) => [value, label] as const),
              )}
            </div>`,
      )}
      ${
        caution === undefined
          ? nothing
          : html`<p class="caution"><span class="codicon codicon-warning" aria-hidden="true"></span>${caution}</p>`
      }
    </div>`;
  }

  #inWords(key: string, question: string): TemplateResult {
    return html`<label class="field"> <span>${question}</span>${this.#words(key, 3)} </label>`;
  }

  #ownTesting(key: string): TemplateResult {
    return html`<label class="field">
      <span>What I tried myself, and what I saw</span>
      ${this.#words(key, 2)}
    </label>`;
  }

  #words(key: string, rows: number): TemplateResult {
    return html`<textarea
      rows=${rows}
      data-field=${key}
      .value=${this.#writing.answer(this.gate, key) ?? ''}
      @input=${(event: InputEvent) => this.#write(key, textOf(event))}
      @blur=${() => this.#writing.flush()}
    ></textarea>`;
  }

  #choose(key: string, label: string, options: readonly (readonly [string, string])[]): TemplateResult {
    const name = `${this.gate.id}-${key}`;
    return choice(name, label, options, this.#writing.answer(this.gate, key), (value) => {
      this.#write(key, value);
      void this.#writing.flush();
    });
  }

  #write(key: string, text: string): void {
    this.problem = '';
    this.#writing.write(this.gate, key, text);
    this.requestUpdate();
  }

  async #decide(verdict: Verdict): Promise<void> {
    this.busy = true;
    // The host decides with what it has: a verdict or a note that it lacks must not be passed over.
    const lacking = await this.#writing.flush();
    await this.#send(
      lacking === undefined ? this.ask({ type: 'decide', gate: this.gate.id, verdict }) : Promise.resolve(lacking),
    );
    const [first] = verdict === 'approved' ? this.gate.missing : [];
    if (this.problem !== '') this.querySelector<HTMLElement>(fieldOf(this.gate, first))?.focus();
  }

  /** The buttons stay off once the answer is yes: the next snapshot no longer holds this gate as pending. */
  async #send(asked: Promise<string | undefined>): Promise<void> {
    this.busy = true;
    this.problem = '';
    const refused = await asked;
    if (refused === undefined) return;
    this.busy = false;
    this.problem = refused;
  }
}

/** Names of those who may decide, and how many have. */
function deciders({ approvers, approved, forOthers }: BoardGate): TemplateResult | typeof nothing {
  const given = approved === undefined ? [] : [forOthers === 'approved' ? `${approved}, yours among them` : approved];
  const words = [...(approvers.length === 0 ? [] : [`Decided by ${approvers.join(' or ')}`]), ...given].join(' · ');
  return words === '' ? nothing : html`<span class="muted">${words}</span>`;
}

function textOf(event: InputEvent): string {
  return (event.target as HTMLTextAreaElement).value;
}

/** Selector of the field where something missing is given; the note where no field can give it. */
function fieldOf({ id, ownTesting, questions }: BoardGate, missing: Missing | undefined): string {
  const [name = ''] = missing?.names ?? [];
  const inWords = name === ownTesting || questions.some((question) => question.id === name && question.inWords);
  if (missing?.field === 'answers' && inWords) return `[data-field="${CSS.escape(name)}"]`;
  if (missing?.field === 'files') return `input[name="${CSS.escape(`${id}-${markName(name)}`)}"]`;
  return missing?.field === 'answers' ? `input[name="${CSS.escape(`${id}-${name}`)}"]` : '[data-field=note]';
}
