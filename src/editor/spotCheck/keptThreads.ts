import type { CommentThread } from 'vscode';

/** A thread to show: what it shows, as text, and what makes it. */
export interface WantedThread {
  readonly drawn: string;
  readonly draw: () => CommentThread;
}

/** Comment threads by key. One whose text stays is left alone, so that nothing a person writes in it is lost. */
export class KeptThreads {
  readonly #kept = new Map<string, { readonly thread: CommentThread; readonly drawn: string }>();

  /** Shows these threads and no others. */
  show(wanted: ReadonlyMap<string, WantedThread>): void {
    for (const [key, { thread, drawn }] of this.#kept) {
      if (wanted.get(key)?.drawn === drawn) continue;
      thread.dispose();
      this.#kept.delete(key);
    }
    for (const [key, { drawn, draw }] of wanted) {
      if (!this.#kept.has(key)) this.#kept.set(key, { thread: draw(), drawn });
    }
  }

  threadOf(key: string): CommentThread | undefined {
    return this.#kept.get(key)?.thread;
  }
}
