import type { BoardTask, BoardWave } from '../../../../src/core/model/boardModel.ts';
import type { Selection } from '../../../../src/protocol/board.ts';
import { layOut, nodeWidthFor, sizes } from './layout.ts';
import type { GraphLayout } from './layout.ts';
import { move } from './movement.ts';
import { createHead, createTask, writeHead, writeTask } from './nodes.ts';

/** Fired when the person picks a wave or a task; `enter` when they want to go on to its details. */
export type SelectEvent = CustomEvent<{ readonly selection: Selection; readonly enter: boolean }>;

/**
 * `<wavegate-graph>`: the waves as columns, their tasks as nodes, dependencies as one layer of lines. One node of it is
 * in the tab order; arrow keys move between them, and what is focused is selected.
 */
export class WaveGraph extends HTMLElement {
  readonly #canvas = document.createElement('div');
  readonly #lines = svg('path', 'line');
  readonly #activeLines = svg('path', 'line active');
  readonly #layer = svg('svg', 'lines');
  readonly #nodes = new Map<string, HTMLElement>();
  #waves: readonly BoardWave[] = [];
  #nodeWidth = nodeWidthFor(0, 0);
  #layout: GraphLayout = layOut([], 0);
  #available = 0;
  readonly #resized = new ResizeObserver(([entry]) => this.#fit(entry?.contentRect.width ?? 0));
  #selection: Selection | undefined;
  #tabStop: HTMLElement | undefined;

  connectedCallback(): void {
    this.#resized.observe(this);
    if (this.firstChild !== null) return;
    this.role = 'grid';
    this.ariaLabel = 'Waves and their tasks';
    this.#canvas.className = 'canvas';
    this.#canvas.role = 'presentation';
    this.#layer.ariaHidden = 'true';
    this.#layer.append(this.#lines, this.#activeLines);
    this.append(this.#canvas);
    for (const [name, pixels] of Object.entries(sizes)) this.style.setProperty(`--${name}`, `${pixels}px`);
    this.addEventListener('click', (event) => this.#pick(event.target, false));
    this.addEventListener('dblclick', (event) => this.#pick(event.target, true));
    this.addEventListener('keydown', (event) => this.#onKey(event));
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
  }

  /** Draws the waves. A task whose state alone has changed costs one node; new waves or tasks, a new graph. */
  set waves(waves: readonly BoardWave[]) {
    const before = this.#waves;
    if (waves === before) return;
    this.#waves = waves;
    if (sameStructure(waves, before)) waves.forEach((wave, index) => this.#refresh(wave, before[index]));
    else this.#rebuild();
  }

  /** Marks a wave or task as the one whose details are shown. */
  set selection(selection: Selection | undefined) {
    if (keyOf(selection) === keyOf(this.#selection)) return;
    this.#node(this.#selection)?.classList.remove('selected');
    this.#node(this.#selection)?.removeAttribute('aria-selected');
    this.#selection = selection;
    this.#markSelection();
  }

  /** Scrolls a wave's column into view, without asking the page for its layout. */
  reveal(wave: string): void {
    const column = this.#waves.findIndex((candidate) => candidate.id === wave);
    if (column > 0) this.scrollLeft = column * (this.#nodeWidth + sizes.columnGap) - sizes.columnGap;
  }

  #rebuild(): void {
    this.#place();
    this.#nodes.clear();
    this.#tabStop = undefined;
    const { columns } = this.#layout;
    const built = this.#waves.map((wave, index) => this.#column(wave, columns[index] ?? []));
    this.#canvas.replaceChildren(this.#layer, ...built);
    this.#markSelection();
  }

  /** Makes nodes wider where there is room. Called before the frame is painted, so the change is not visible. */
  #fit(available: number): void {
    this.#available = available;
    if (this.#waves.length === 0 || nodeWidthFor(this.#waves.length, available) === this.#nodeWidth) return;
    this.#place();
    this.#markSelection();
  }

  /** Sizes the canvas and draws the lines. */
  #place(): void {
    this.#nodeWidth = nodeWidthFor(this.#waves.length, this.#available);
    this.#layout = layOut(this.#waves, this.#nodeWidth);
    const { width, height, edges } = this.#layout;
    this.style.setProperty('--nodeWidth', `${this.#nodeWidth}px`);
    this.#layer.setAttribute('width', String(width));
    this.#layer.setAttribute('height', String(height));
    this.#lines.setAttribute('d', edges.map((edge) => edge.path).join(''));
    this.#canvas.style.setProperty('width', `${width}px`);
    this.#canvas.style.setProperty('height', `${height}px`);
  }

  #column(wave: BoardWave, order: readonly string[]): HTMLElement {
    const column = document.createElement('div');
    column.className = 'column';
    column.role = 'row';
    column.dataset['wave'] = wave.id;
    const head = createHead(wave);
    this.#nodes.set(keyOf({ wave: wave.id }), head);
    const tasks = new Map(wave.tasks.map((task) => [task.id, task]));
    const nodes = order
      .flatMap((id) => tasks.get(id) ?? [])
      .map((task) => {
        const node = createTask(task);
        this.#nodes.set(keyOf({ wave: wave.id, task: task.id }), node);
        return node;
      });
    column.append(head, ...nodes);
    return column;
  }

  #refresh(wave: BoardWave, before: BoardWave | undefined): void {
    const head = sameHead(wave, before) ? undefined : this.#node({ wave: wave.id });
    if (head !== undefined) writeHead(head, wave);
    wave.tasks.forEach((task, index) => {
      if (sameTask(task, before?.tasks[index])) return;
      const node = this.#node({ wave: wave.id, task: task.id });
      if (node !== undefined) writeTask(node, task);
    });
  }

  #markSelection(): void {
    const node = this.#node(this.#selection);
    node?.classList.add('selected');
    node?.setAttribute('aria-selected', 'true');
    this.#setTabStop(node ?? this.#nodes.values().next().value);
    const task = this.#selection?.task;
    const active =
      task === undefined ? [] : this.#layout.edges.filter((edge) => edge.from === task || edge.to === task);
    this.#activeLines.setAttribute('d', active.map((edge) => edge.path).join(''));
  }

  #setTabStop(node: HTMLElement | undefined): void {
    if (node === this.#tabStop) return;
    if (this.#tabStop !== undefined) this.#tabStop.tabIndex = -1;
    if (node !== undefined) node.tabIndex = 0;
    this.#tabStop = node;
  }

  #node(selection: Selection | undefined): HTMLElement | undefined {
    return selection === undefined ? undefined : this.#nodes.get(keyOf(selection));
  }

  #pick(target: EventTarget | null, enter: boolean): void {
    const selection = selectionAt(target);
    if (selection !== undefined) this.#select(selection, enter);
  }

  #onKey(event: KeyboardEvent): void {
    const here = selectionAt(event.target);
    if (here === undefined || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#select(here, true);
      return;
    }
    const focusable = this.#waves.map((wave, index) => ({ wave: wave.id, tasks: this.#layout.columns[index] ?? [] }));
    const there = move(focusable, here, event.key, event.ctrlKey);
    if (there === undefined) return;
    event.preventDefault();
    this.#select(there, false);
    this.#node(there)?.focus();
  }

  #select(selection: Selection, enter: boolean): void {
    this.selection = selection;
    this.dispatchEvent(new CustomEvent('select-node', { detail: { selection, enter } }) satisfies SelectEvent);
  }
}

function selectionAt(target: EventTarget | null): Selection | undefined {
  const node = target instanceof Element ? target.closest<HTMLElement>('.node') : null;
  const wave = node?.closest<HTMLElement>('.column')?.dataset['wave'];
  if (wave === undefined) return undefined;
  const task = node?.dataset['task'];
  return task === undefined ? { wave } : { wave, task };
}

function keyOf(selection: Selection | undefined): string {
  return selection === undefined ? '' : `${selection.wave}\n${selection.task ?? ''}`;
}

function svg<Name extends 'svg' | 'path'>(name: Name, className: string): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.setAttribute('class', className);
  return element;
}

/** Whether the same waves hold the same tasks with the same dependencies. Field by field: thousands are compared for one change. */
function sameStructure(waves: readonly BoardWave[], before: readonly BoardWave[]): boolean {
  return sameLists(waves, before, (wave, old) => {
    if (wave.id !== old.id) return false;
    return sameLists(wave.tasks, old.tasks, (task, known) => {
      return task.id === known.id && sameLists(task.dependsOn, known.dependsOn, (one, other) => one === other);
    });
  });
}

function sameHead(wave: BoardWave, before: BoardWave | undefined): boolean {
  return (
    before !== undefined &&
    wave.progress === before.progress &&
    wave.status === before.status &&
    wave.title === before.title &&
    wave.number === before.number
  );
}

/** Whether the node of a task would look the same, where its dependencies are the same. */
function sameTask(task: BoardTask, before: BoardTask | undefined): boolean {
  return (
    before !== undefined &&
    task.progress === before.progress &&
    task.suspect === before.suspect &&
    task.status === before.status &&
    task.title === before.title &&
    task.agent === before.agent &&
    task.files.count === before.files.count &&
    task.files.changed === before.files.changed
  );
}

function sameLists<T>(list: readonly T[], before: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (list.length !== before.length) return false;
  for (const [index, one] of list.entries()) {
    const other = before[index];
    if (other === undefined || !same(one, other)) return false;
  }
  return true;
}
