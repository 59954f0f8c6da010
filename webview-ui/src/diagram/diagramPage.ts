import type { DiagramIntent, DiagramMemory } from '../../../src/protocol/diagram.ts';
import { drawDiagram } from './drawDiagram.ts';

/** The page of *Show plan diagram*: the picture, and buttons to copy its text and save it. */
export class DiagramPage {
  readonly #send: (intent: DiagramIntent) => void;
  readonly #title = document.createElement('h1');
  readonly #status = document.createElement('p');
  readonly #picture = document.createElement('div');
  readonly #copy: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  /** Of the picture's own width; undefined fits the window. */
  #zoom: number | undefined;
  #diagram: DiagramMemory | undefined;
  #drawing = 0;

  constructor(parent: HTMLElement, send: (intent: DiagramIntent) => void) {
    this.#send = send;
    this.#copy = button('copy', 'Copy as text', () => this.#onCopy());
    this.#save = button('save', 'Save as SVG', () => this.#onSave());
    this.#status.role = 'status';
    this.#picture.className = 'picture';
    this.#picture.role = 'img';
    this.#picture.tabIndex = 0;
    const bar = document.createElement('header');
    const zooms = [
      button('zoom-in', 'Larger', () => this.#resize((this.#zoom ?? 1) * 1.25)),
      button('zoom-out', 'Smaller', () => this.#resize((this.#zoom ?? 1) / 1.25)),
      button('screen-full', 'Fit', () => this.#resize(undefined)),
    ];
    bar.append(this.#title, ...zooms, this.#copy, this.#save);
    parent.append(bar, this.#status, this.#picture);
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
      return;
    }
    this.#picture.replaceChildren();
    this.#status.textContent = `Mermaid could not draw this plan: ${drawn.failure} Its text can still be copied.`;
  }

  /** Draws the same diagram in the colours of the theme as they are now. */
  async redraw(): Promise<void> {
    if (this.#diagram !== undefined) await this.show(this.#diagram);
  }

  /** Shows the picture in the width of the window, or in so many times its own. */
  #resize(zoom: number | undefined): void {
    this.#zoom = zoom;
    const svg = this.#picture.querySelector('svg');
    if (svg === null) return;
    svg.style.maxWidth = zoom === undefined ? '100%' : 'none';
    svg.style.height = 'auto';
    svg.style.width = zoom === undefined ? '' : `${Math.round(svg.viewBox.baseVal.width * zoom)}px`;
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
  if (copy instanceof SVGSVGElement) copy.removeAttribute('style');
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
