import { elapsed } from '../../../src/core/words/labels.ts';

const running = new Set<ElapsedTime>();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * `<wavegate-elapsed since until>`: a span of time that ticks while it has no end. Attributes are epoch milliseconds. All
 * of them share one timer, which rests while nothing runs.
 */
export class ElapsedTime extends HTMLElement {
  static readonly observedAttributes = ['since', 'until'];

  connectedCallback(): void {
    this.#follow();
  }

  disconnectedCallback(): void {
    this.#rest();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#follow();
  }

  /** Shows the time as it is now. */
  tick(): void {
    const until = this.getAttribute('until');
    const text = elapsed((until === null ? Date.now() : Number(until)) - Number(this.getAttribute('since')));
    if (this.textContent !== text) this.textContent = text;
  }

  #follow(): void {
    this.tick();
    if (this.hasAttribute('until')) return this.#rest();
    running.add(this);
    timer ??= setInterval(() => running.forEach((element) => element.tick()), 1_000);
  }

  #rest(): void {
    running.delete(this);
    if (running.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
}
