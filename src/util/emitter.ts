/** Listeners of one kind of event, called in the order in which they came. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(event: T) => void>();

  /** @returns what ends listening */
  on(listener: (event: T) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  emit(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Ends listening for all. */
  clear(): void {
    this.#listeners.clear();
  }
}
