import type { DiagramIntent, DiagramMemory } from '../../../src/protocol/diagram.ts';
import { drawDiagram } from './drawDiagram.ts';

/** Times its own size below which a picture cannot be read. */
const readable = 0.7;

/** The page of *Show plan diagram*: the picture, and buttons to copy its text and save it. */
export class DiagramPage {
  readonly #send: (intent: DiagramIntent) => void;
  readonly #title = document.createElement('h1');
  readonly #status = document.createElement('p');
  readonly #picture = document.createElement('div');
  readonly #copy: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  /** Of the picture's own width; undefined while the person has not chosen. */
  #zoom: number | 'fit' | undefined;
  #diagram: DiagramMemory | undefined;
  #drawing = 0;
  /** Node that the cursor of the editor is in. */
  #current: string | undefined;

  constructor(parent: HTMLElement, send: (intent: DiagramIntent) => void) {
    this.#send = send;
    this.#copy = button('copy', 'Copy as text', () => this.#onCopy());
    this.#save = button('save', 'Save as SVG', () => this.#onSave());
    this.#status.role = 'status';
    this.#picture.className = 'picture';
    this.#picture.role = 'group';
    this.#picture.tabIndex = 0;
    const bar = document.createElement('header');
    const zooms = [
      button('zoom-in', 'Larger', () => this.#resize(this.#scale() * 1.25)),
      button('zoom-out', 'Smaller', () => this.#resize(this.#scale() / 1.25)),
      button('screen-full', 'Fit', () => this.#resize('fit')),
    ];
    bar.append(this.#title, ...zooms, this.#copy, this.#save);
    const main = document.createElement('main');
    main.append(this.#picture);
    parent.append(bar, this.#status, main);
    this.#enable(false);
  }

  /** Draws a diagram; one that is asked for meanwhile takes its place. */
  async show(diagram: DiagramMemory): Promise<void> {
    this.#diagram = diagram;
    this.#title.textContent = diagram.title;
    this.#picture.ariaLabel = `Diagram of the plan ${diagram.title}`;
    this.#status.textContent = 'Drawing. A plan of hundreds of tasks takes some seconds.';
    const drawing = ++this.#drawing;
    const drawn = await drawDiagram(diagram.text);
    if (drawing !== this.#drawing) return;
    this.#enable('svg' in drawn);
    if ('svg' in drawn) {
      this.#status.textContent = '';
      this.#picture.innerHTML = drawn.svg;
      this.#resize(this.#zoom);
      this.#link(diagram);
      this.mark(this.#current);
      return;
    }
    this.#picture.replaceChildren();
    this.#status.textContent = `Mermaid could not draw this plan: ${drawn.failure} Its text can still be copied.`;
  }

  /** Draws the same diagram in the colours of the theme as they are now. */
  async redraw(): Promise<void> {
    if (this.#diagram !== undefined) await this.show(this.#diagram);
  }

  /** Marks the wave or task of a node, and scrolls it into sight. */
  mark(node: string | undefined): void {
    this.#current = node;
    this.#picture.querySelector('.current')?.classList.remove('current');
    const element = node === undefined ? undefined : this.#element(node);
    element?.classList.add('current');
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Makes waves and tasks what leads to their text, by mouse and by keyboard. */
  #link({ parts, file }: DiagramMemory): void {
    if (file === undefined) return;
    for (const { node, kind, title } of parts) {
      const element = this.#element(node);
      if (element === undefined) continue;
      const open = (event: Event): void => {
        event.stopPropagation();
        this.#send({ type: 'open', node });
      };
      element.classList.add('link');
      element.setAttribute('role', 'link');
      element.setAttribute('tabindex', '0');
      element.setAttribute('aria-label', `${kind === 'wave' ? 'Wave' : 'Task'} ${title}: show in the plan`);
      element.addEventListener('click', open);
      element.addEventListener('keydown', (event) => event.key === 'Enter' && open(event));
    }
  }

  /** The part of the picture that is drawn for a node of the source. */
  #element(node: string): SVGGElement | undefined {
    const groups = this.#picture.querySelectorAll<SVGGElement>('g.node, g.cluster');
    return [...groups].find(({ id }) => id === node || id.endsWith(`-${node}`) || id.includes(`flowchart-${node}-`));
  }

  /** Shows the picture in the width of the window, or in so many times its own; unless one is chosen, so that it can be read. */
  #resize(chosen: number | 'fit' | undefined): void {
    this.#zoom = chosen;
    const svg = this.#picture.querySelector('svg');
    if (svg === null) return;
    const { width } = svg.viewBox.baseVal;
    const zoom = chosen ?? (this.#picture.clientWidth < width * readable ? readable : 'fit');
    svg.style.maxWidth = zoom === 'fit' ? '100%' : 'none';
    svg.style.height = 'auto';
    svg.style.width = zoom === 'fit' ? '' : `${Math.round(width * zoom)}px`;
  }

  /** Size of the picture as it is shown, in times its own. */
  #scale(): number {
    const svg = this.#picture.querySelector('svg');
    return svg === null ? 1 : svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  }

  #enable(drawn: boolean): void {
    this.#copy.disabled = this.#diagram === undefined;
    this.#save.disabled = !drawn;
  }

  #onCopy(): void {
    if (this.#diagram !== undefined) this.#send({ type: 'copy', text: this.#diagram.text });
  }

  #onSave(): void {
    const svg = this.#picture.querySelector('svg');
    if (svg !== null) this.#send({ type: 'save', svg: new XMLSerializer().serializeToString(plainSize(svg)) });
  }
}

/** The picture as it was drawn, without the size it is shown in. */
function plainSize(svg: SVGSVGElement): Node {
  const copy = svg.cloneNode(true);
  if (copy instanceof SVGSVGElement) {
    copy.removeAttribute('style');
    for (const link of copy.querySelectorAll('.link')) {
      link.classList.remove('link', 'current');
      for (const name of ['role', 'tabindex', 'aria-label']) link.removeAttribute(name);
    }
  }
  return copy;
}

function button(icon: string, caption: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  const picture = document.createElement('span');
  picture.className = `codicon codicon-${icon}`;
  picture.ariaHidden = 'true';
  element.type = 'button';
  element.append(picture, caption);
  element.addEventListener('click', onClick);
  return element;
}
