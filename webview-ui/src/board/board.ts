import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BoardSnapshot, BoardTask, BoardWave } from '../../../src/core/model/boardModel.ts';
import { count } from '../../../src/core/words/labels.ts';
import type { HostMessage, Selection } from '../../../src/protocol/board.ts';
import { announcement } from './announce.ts';
import { checkpointPanel, validationPanel } from './checkpointPanel.ts';
import { foldButton, foldedWaves } from './foldedWaves.ts';
import type { SelectEvent, WaveGraph } from './graph/waveGraph.ts';
import { header } from './header.ts';
import { revisionsPanel, shipPanel } from './history.ts';
import { HostLink } from './hostLink.ts';
import type { Ask } from './hostLink.ts';
import { LightElement } from './lightElement.ts';
import { findTask, shownWave } from './lookups.ts';
import { pipeline } from './pipeline.ts';
import { supervisors } from './supervisors.ts';
import { taskPanel } from './taskPanel.ts';
import type { WebviewHost } from '../common/host.ts';
import type { BoardMemory, BoardMessage } from '../../../src/protocol/board.ts';

/** With more tasks than this, looking for one takes longer than typing. */
const manyTasks = 12;

/** Longer than a click that was begun takes, and shorter than reading what a gate is about, in milliseconds. */
const restTime = 700;

/** `<wavegate-board>`: a run at a glance, drawn again from each snapshot. It stores nothing that the run does not know. */
export class Board extends LightElement {
  static override properties = {
    snapshot: { state: true },
    selection: { state: true },
    empty: { state: true },
    notice: { state: true },
    spoken: { state: true },
    showsDone: { state: true },
    isAway: { state: true },
    fresh: { state: true },
  };

  declare private snapshot: BoardSnapshot | undefined;
  declare private selection: Selection | undefined;
  declare private empty: string;
  declare private notice: string;
  declare private spoken: string;
  /** Whether the person has unfolded the waves that are done. */
  declare private showsDone: boolean;
  /** Whether what waits for the person is scrolled out of sight. */
  declare private isAway: boolean;
  /** Gates that have just come up in sight of the person. */
  declare private fresh: ReadonlySet<string>;
  readonly #link: HostLink;
  #restored = false;
  /** The wave that was last brought into sight because something happens to it. */
  #followed = '';
  readonly #inSight = new IntersectionObserver((seen) => {
    this.isAway = seen.at(-1)?.isIntersecting === false;
  });
  #watched: Element | null = null;

  constructor(host: WebviewHost<BoardMessage, BoardMemory>) {
    super();
    this.#link = new HostLink(host, (message) => this.#receive(message));
    this.selection = this.#link.memory.selection;
    this.empty = '';
    this.notice = '';
    this.spoken = '';
    this.showsDone = false;
    this.isAway = false;
    this.fresh = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scroll', () => this.#rememberScroll(), { passive: true });
    this.#link.ready();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#inSight.disconnect();
  }

  /** Asks the editor, and shows on top of the board why it refused; cards that show it themselves use the answer. */
  readonly #ask: Ask = async (intent) => {
    this.notice = '';
    const refused = await this.#link.ask(intent);
    const inCard = ['decide', 'draft', 'reopen', 'propose', 'retry', 'accept-baseline'].includes(intent.type);
    if (refused !== undefined && !inCard) this.notice = refused;
    return refused;
  };

  #receive(message: Exclude<HostMessage, { type: 'answer' }>): void {
    if (message.type === 'empty') {
      this.snapshot = undefined;
      this.empty = message.message;
      return;
    }
    const said = announcement(this.snapshot, message.snapshot);
    if (said !== '') this.spoken = said;
    this.#rest(this.snapshot, message.snapshot);
    if (message.snapshot.run !== this.#link.memory.run) this.#forget(message.snapshot.run);
    this.snapshot = message.snapshot;
  }

  /** Keeps the buttons of gates that come up from taking a click that was on its way to what they replace. */
  #rest(before: BoardSnapshot | undefined, now: BoardSnapshot): void {
    const known = before?.gates.map(({ id }) => id);
    const come = known === undefined ? [] : now.gates.map(({ id }) => id).filter((id) => !known.includes(id));
    if (come.length === 0) return;
    this.fresh = new Set([...this.fresh, ...come]);
    setTimeout(() => (this.fresh = new Set([...this.fresh].filter((id) => !come.includes(id)))), restTime);
  }

  /** Drops what was remembered of another run, because it does not fit this one. */
  #forget(run: string): void {
    this.selection = undefined;
    this.#link.remember({ run, selection: undefined, scroll: undefined });
  }

  protected override render(): TemplateResult {
    const { snapshot } = this;
    return html`<p class="unseen" role="status">${this.spoken}</p>
      ${snapshot === undefined ? html`<p class="empty" ?hidden=${this.empty === ''}>${this.empty}</p>` : this.#page(snapshot)}`;
  }

  #page(snapshot: BoardSnapshot): TemplateResult {
    const wave = shownWave(snapshot, this.selection);
    const task = wave?.tasks.find((candidate) => candidate.id === this.selection?.task);
    return html`<main class="page" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      ${this.#reminder(snapshot)} ${header(snapshot, this.#ask)}
      <p class="problem notice" role="alert" ?hidden=${this.notice === ''}>${this.notice}</p>
      <div class="grid">
        ${this.#decisions(snapshot)}
        <div class="main">
          ${this.#waves(snapshot, wave, task)} ${supervisors(snapshot.supervisors)} ${this.#findings(snapshot)}
        </div>
        <div class="more">
          ${wave === undefined ? nothing : checkpointPanel(wave, snapshot.adaptation?.wave === wave.id, this.#ask)}
          ${snapshot.validation === undefined ? nothing : validationPanel(snapshot.validation)}
          ${snapshot.ship === undefined ? nothing : shipPanel(snapshot.ship, this.#ask)}
          ${revisionsPanel(snapshot.revisions, this.#ask)}
        </div>
      </div>
    </main>`;
  }

  /** Bar that names the pending decision, on top of whatever they have scrolled to. */
  #reminder(snapshot: BoardSnapshot): TemplateResult | typeof nothing {
    if (!this.isAway || (snapshot.gates.length === 0 && snapshot.adaptation === undefined)) return nothing;
    return html`<div class="reminder">
      <span>${snapshot.headline}</span>
      <button type="button" class="quiet" @click=${() => this.#goToDecisions()}>
        <span class="codicon codicon-arrow-up" aria-hidden="true"></span>Go to it
      </button>
    </div>`;
  }

  #goToDecisions(): void {
    const decisions = this.querySelector<HTMLElement>('.decide');
    decisions?.scrollIntoView();
    decisions?.querySelector<HTMLElement>('button:enabled, input, textarea')?.focus({ preventScroll: true });
  }

  #decisions(snapshot: BoardSnapshot): TemplateResult | typeof nothing {
    if (snapshot.gates.length === 0 && snapshot.adaptation === undefined) return nothing;
    return html`<section class="decide" aria-label="Decisions">
      ${repeat(
        snapshot.gates,
        (gate) => gate.id,
        (gate) =>
          html`<wavegate-gate .gate=${gate} .ask=${this.#ask} .fresh=${this.fresh.has(gate.id)}></wavegate-gate>`,
      )}
      ${
        snapshot.adaptation === undefined
          ? nothing
          : html`<wavegate-adapt .adaptation=${snapshot.adaptation} .ask=${this.#ask}></wavegate-adapt>`
      }
    </section>`;
  }

  #waves(snapshot: BoardSnapshot, wave: BoardWave | undefined, task: BoardTask | undefined): TemplateResult {
    const tasks = snapshot.waves.reduce((sum, { tasks }) => sum + tasks.length, 0);
    const selection = this.selection ?? (wave === undefined ? undefined : { wave: wave.id });
    const folded = foldedWaves(snapshot.waves, this.selection?.wave, this.showsDone);
    return html`<section class="panel" aria-labelledby="waves-title">
        <div class="panel-head">
          <h2 id="waves-title">Waves</h2>
          ${tasks > manyTasks ? this.#search() : nothing}
          ${foldButton(snapshot.waves, folded, this.showsDone, (shows) => (this.showsDone = shows))}
          <span class="muted">${count(snapshot.waves.length, 'wave')}, ${count(tasks, 'task')}</span>
        </div>
        ${pipeline(snapshot.pipeline)}
        <wavegate-graph
          .waves=${folded.length === 0 ? snapshot.waves : snapshot.waves.filter((each) => !folded.includes(each))}
          .selection=${selection}
          @select-node=${(event: SelectEvent) => this.#onSelect(event)}
          @scroll=${() => this.#rememberScroll()}
        ></wavegate-graph>
      </section>
      ${wave === undefined || task === undefined ? nothing : taskPanel(wave, task, this.#ask)}`;
  }

  #search(): TemplateResult {
    return html`<input
      type="search"
      class="search"
      placeholder="Find a task"
      aria-label="Find a task"
      @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)}
    />`;
  }

  /** Selects the first task that the words fit. */
  #find(words: string): void {
    const found = findTask(this.snapshot?.waves ?? [], words);
    if (found === undefined) return;
    this.selection = found;
    this.#link.remember({ selection: found });
    this.#graph?.reveal(found.wave);
  }

  #findings(snapshot: BoardSnapshot): TemplateResult | typeof nothing {
    if (snapshot.findings.length === 0) return nothing;
    const open = snapshot.findings.filter((finding) => finding.open && finding.triage === undefined).length;
    return html`<section class="panel" aria-labelledby="findings-title">
      <div class="panel-head">
        <h2 id="findings-title">Findings</h2>
        <span class="muted"
          >${count(snapshot.findings.length, 'finding')}${open === 0 ? '' : `, ${open} not marked`}</span
        >
      </div>
      <wavegate-findings .findings=${snapshot.findings} .ask=${this.#ask}></wavegate-findings>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    this.#watch(this.querySelector('.decide'));
    if (!changed.has('snapshot') || this.snapshot === undefined) return;
    if (this.#restored) return this.#follow(this.snapshot);
    this.#restored = true;
    const shown = shownWave(this.snapshot, this.selection);
    this.#followed = shown?.id ?? '';
    const { scroll } = this.#link.memory;
    if (scroll === undefined && shown !== undefined) this.#graph?.reveal(shown.id);
    if (scroll === undefined) return;
    window.scrollTo(0, scroll.page);
    if (this.#graph) this.#graph.scrollLeft = scroll.graph;
  }

  #watch(decisions: Element | null): void {
    if (decisions === this.#watched) return;
    this.#inSight.disconnect();
    this.#watched = decisions;
    if (decisions === null) this.isAway = false;
    else this.#inSight.observe(decisions);
  }

  /** Brings the wave that something happens to into sight, unless the person looks at another. */
  #follow(snapshot: BoardSnapshot): void {
    const wave = shownWave(snapshot, this.selection)?.id ?? '';
    if (this.selection !== undefined || wave === this.#followed) return;
    this.#followed = wave;
    this.#graph?.reveal(wave);
  }

  get #graph(): WaveGraph | null {
    return this.querySelector<WaveGraph>('wavegate-graph');
  }

  #rememberScroll(): void {
    if (!this.#restored) return;
    this.#link.remember({ scroll: { page: window.scrollY, graph: this.#graph?.scrollLeft ?? 0 } });
  }

  async #onSelect({ detail }: SelectEvent): Promise<void> {
    this.selection = detail.selection;
    this.#link.remember({ selection: detail.selection });
    if (!detail.enter) return;
    await this.updateComplete;
    const panel = detail.selection.task === undefined ? '.checkpoint' : '.task-panel';
    this.querySelector<HTMLElement>(`${panel} button:enabled`)?.focus();
  }

  /** Escape lets the board follow the run again. */
  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.selection === undefined) return;
    this.selection = undefined;
    this.#link.remember({ selection: undefined });
  }
}
