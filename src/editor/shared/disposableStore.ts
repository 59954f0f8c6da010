/** Anything that can be disposed of. */
export interface Disposable {
  dispose(): unknown;
}

/**
 * Collects disposables and disposes of all of them at once, newest first. What arrives after that is disposed on
 * arrival, so that something created during a slow start does not outlive its owner.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  /** @returns the item itself, for use in an expression */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
