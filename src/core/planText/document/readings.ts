import type { ReadPiece } from './readPiece.ts';

/**
 * The pieces of one kind that a text was read in, in order. Reading the next version of the text asks for them one after
 * the other, and nearly always the next one asked for is the next one here: only where it is not are they searched.
 */
export class Readings {
  readonly #pieces: readonly ReadPiece[];
  #byText: ReadonlyMap<string, number> | undefined;

  constructor(pieces: readonly ReadPiece[] = []) {
    this.#pieces = pieces;
  }

  /** Gives the readings of an earlier version to whoever reads a later one, from front to back. */
  replay(): (source: string, start: number, end: number) => ReadPiece | undefined {
    let next = 0;
    return (source, start, end) => {
      const expected = this.#pieces[next++];
      const text = source.slice(start, end);
      if (expected?.text === text) return expected;
      const found = this.#indexOf(text);
      if (found === undefined) return undefined;
      next = found + 1;
      return this.#pieces[found];
    };
  }

  #indexOf(text: string): number | undefined {
    this.#byText ??= new Map(this.#pieces.map((piece, index) => [piece.text, index]));
    return this.#byText.get(text);
  }
}
