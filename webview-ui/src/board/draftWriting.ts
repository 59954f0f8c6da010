import type { DraftChange } from '../../../src/core/model/gateDraft.ts';
import type { BoardGate } from '../../../src/core/model/boardModel.ts';
import type { Ask } from './hostLink.ts';

/** Key of the note among the texts of a gate; no question and no file has it. */
export const noteKey = '';

/** Pause in typing after which a text is sent. */
const pauseMilliseconds = 250;

/**
 * Text on its way to the host's draft: shown until the host shows it too, so that no keystroke is undone by a snapshot
 * from before it.
 */
export class DraftWriting {
  readonly #ask: Ask;
  readonly #onRefused: (why: string) => void;
  readonly #texts = new Map<
    string,
    { readonly gate: string; readonly text: string; state: 'typed' | 'sent' | 'kept' | 'refused' }
  >();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<string | undefined> = Promise.resolve(undefined);
  /** The next sending, while the one before it goes on. */
  #next: Promise<string | undefined> | undefined;

  constructor(ask: Ask, onRefused: (why: string) => void) {
    this.#ask = ask;
    this.#onRefused = onRefused;
  }

  note(gate: BoardGate): string {
    return this.#textOf(gate, noteKey) ?? gate.draft.note;
  }

  answer(gate: BoardGate, key: string): string | undefined {
    return this.#textOf(gate, key) ?? gate.draft.answers[key];
  }

  /** Takes a text, to be sent after a pause or with the next flush. */
  write({ id }: BoardGate, key: string, text: string): void {
    this.#texts.set(key, { gate: id, text, state: 'typed' });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pauseMilliseconds);
  }

  /**
   * Sends what has been typed, and again what was refused.
   * @returns why the host does not have all of it; undefined once it has
   */
  flush(): Promise<string | undefined> {
    clearTimeout(this.#timer);
    // One that has not begun sends all that those do that are asked for meanwhile.
    this.#next ??= this.#sending.then(() => {
      this.#next = undefined;
      return this.#send();
    });
    this.#sending = this.#next;
    return this.#next;
  }

  /** Takes in a snapshot: what the host has, or has something newer than, is shown as the host has it. */
  settle(gate: BoardGate): void {
    for (const [key, { gate: of, text, state }] of this.#texts) {
      const known = key === noteKey ? gate.draft.note : gate.draft.answers[key];
      if (of !== gate.id || state === 'kept' || known === text) this.#texts.delete(key);
    }
  }

  #textOf({ id }: BoardGate, key: string): string | undefined {
    const writing = this.#texts.get(key);
    return writing?.gate === id ? writing.text : undefined;
  }

  async #send(): Promise<string | undefined> {
    let problem: string | undefined;
    for (const [key, writing] of this.#texts) {
      if (writing.state !== 'typed' && writing.state !== 'refused') continue;
      writing.state = 'sent';
      const { gate, text } = writing;
      const change: DraftChange = key === noteKey ? { type: 'note', text } : { type: 'answer', name: key, value: text };
      const refused = await this.#ask({ type: 'draft', gate, change });
      // What was refused stays in the field: it is nowhere else.
      writing.state = refused === undefined ? 'kept' : 'refused';
      if (refused === undefined) continue;
      problem ??= refused;
      this.#onRefused(refused);
    }
    return problem;
  }
}
