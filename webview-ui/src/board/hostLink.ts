import type { BoardIntent, BoardMemory, BoardMessage, HostMessage } from '../../../src/protocol/board.ts';
import { onHostMessage } from '../common/host.ts';
import type { WebviewHost } from '../common/host.ts';

/** Asks the editor for something; gives the reason if it was refused. */
export type Ask = (intent: BoardIntent) => Promise<string | undefined>;

/** The board's line to the editor: intents out, answers and snapshots in, and what the document remembers. */
export class HostLink {
  readonly #host: WebviewHost<BoardMessage, BoardMemory>;
  readonly #waiting = new Map<number, (refused: string | undefined) => void>();
  #last = 0;

  constructor(
    host: WebviewHost<BoardMessage, BoardMemory>,
    onNews: (message: Exclude<HostMessage, { type: 'answer' }>) => void,
  ) {
    this.#host = host;
    onHostMessage<HostMessage>((message) => {
      if (message.type !== 'answer') return onNews(message);
      this.#waiting.get(message.intent)?.(message.refused);
      this.#waiting.delete(message.intent);
    });
  }

  readonly ask: Ask = (intent) =>
    new Promise((resolve) => {
      const id = ++this.#last;
      this.#waiting.set(id, resolve);
      this.#host.postMessage({ id, intent });
    });

  /** Tells the editor that the document can take snapshots; nothing answers this. */
  ready(): void {
    this.#host.postMessage({ id: ++this.#last, intent: { type: 'ready' } });
  }

  get memory(): BoardMemory {
    return this.#host.getState() ?? {};
  }

  remember(change: Partial<BoardMemory>): void {
    this.#host.setState({ ...this.memory, ...change });
  }
}
