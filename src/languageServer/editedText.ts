import type { Position, Range, TextDocument } from 'vscode-languageserver-textdocument';
import { countPassing } from '../util/binarySearch.ts';

/** Length of a chunk when it is cut, in characters: little to copy at every keystroke, and few of them even so. */
const chunkLength = 32_768;

/** A stretch of whole lines. */
interface Chunk {
  readonly text: string;
  /** Offsets in it at which lines start; the first is 0. */
  readonly lines: readonly number[];
}

/**
 * A document of the editor that costs little to change, however long it is: it is held in chunks of whole lines, and a change
 * makes only those it touches again. Immutable. Positions mean what they mean in the Language Server Protocol.
 */
export class EditedText {
  readonly uri: string;
  readonly version: number;
  readonly #chunks: readonly Chunk[];
  /** Offset and line at which each chunk starts; one more for the end. */
  readonly #offsets: readonly number[];
  readonly #lines: readonly number[];

  private constructor(uri: string, version: number, chunks: readonly Chunk[]) {
    this.uri = uri;
    this.version = version;
    this.#chunks = chunks;
    this.#offsets = sums(chunks.map(({ text }) => text.length));
    // The line after the last line end of a chunk is the first of the next.
    this.#lines = sums(chunks.map(({ lines }) => lines.length - 1));
  }

  static of(document: TextDocument): EditedText {
    return new EditedText(document.uri, document.version, cut(document.getText()));
  }

  get lineCount(): number {
    return (this.#lines.at(-1) ?? 0) + 1;
  }

  get length(): number {
    return this.#offsets.at(-1) ?? 0;
  }

  getText(range?: Range): string {
    if (range === undefined) return this.#slice(0, this.length);
    return this.#slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.length));
    const index = lastAtMost(this.#offsets, at, this.#chunks.length);
    const { text, lines } = this.#chunks[index] as Chunk;
    const inChunk = at - (this.#offsets[index] ?? 0);
    const line = lastAtMost(lines, inChunk, lines.length);
    const start = lines[line] ?? 0;
    return { line: (this.#lines[index] ?? 0) + line, character: beforeLineEnd(text, start, inChunk) - start };
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.lineCount) return this.length;
    const index = lastAtMost(this.#lines, line, this.#chunks.length);
    const { text, lines } = this.#chunks[index] as Chunk;
    const inChunk = line - (this.#lines[index] ?? 0);
    const start = lines[inChunk] ?? 0;
    const wanted = Math.min(start + Math.max(0, character), lines[inChunk + 1] ?? text.length);
    return (this.#offsets[index] ?? 0) + beforeLineEnd(text, start, wanted);
  }

  /** The document with another text in place of what is between two offsets. */
  changed(start: number, end: number, text: string, version: number): EditedText {
    const first = lastAtMost(this.#offsets, start, this.#chunks.length);
    let last = lastAtMost(this.#offsets, end, this.#chunks.length);
    let joined =
      this.#slice(this.#offsets[first] ?? 0, start) + text + this.#slice(end, this.#offsets[last + 1] ?? end);
    // A chunk ends where a line ends, so that a line end of two characters is in one chunk.
    while (!joined.endsWith('\n') && last + 1 < this.#chunks.length) joined += this.#chunks[++last]?.text ?? '';
    const rest = this.#chunks.slice(last + 1);
    // What follows the last line end of the text is a chunk of its own, and may be empty.
    const made = cut(joined);
    const chunks = [...this.#chunks.slice(0, first), ...(rest.length > 0 ? made.slice(0, -1) : made), ...rest];
    return new EditedText(this.uri, version, chunks);
  }

  #slice(start: number, end: number): string {
    const first = lastAtMost(this.#offsets, start, this.#chunks.length);
    const last = lastAtMost(this.#offsets, end, this.#chunks.length);
    const parts = this.#chunks.slice(first, last + 1).map(({ text }, index) => {
      const at = this.#offsets[first + index] ?? 0;
      return text.slice(Math.max(0, start - at), Math.max(0, end - at));
    });
    return parts.join('');
  }
}

/** Chunks of whole lines, and at the end one for what follows the last line end. */
function cut(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const end = text.lastIndexOf('\n') + 1;
  for (let start = 0; start < end;) {
    const next = Math.min(end, text.indexOf('\n', Math.min(end - 1, start + chunkLength)) + 1);
    chunks.push(chunkOf(text.slice(start, next)));
    start = next;
  }
  return [...chunks, chunkOf(text.slice(end))];
}

function chunkOf(text: string): Chunk {
  const lines = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // A return and a newline are one line end.
    if (code === newline || (code === carriageReturn && text.charCodeAt(at + 1) !== newline)) lines.push(at + 1);
  }
  return { text, lines };
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** An offset of a line, or the end of what it says where the offset lies in its line end. */
function beforeLineEnd(text: string, lineStart: number, offset: number): number {
  let at = offset;
  while (at > lineStart && /[\r\n]/.test(text[at - 1] ?? '')) at--;
  return at;
}

/** 0, and the sums of the first one, two and more numbers. */
function sums(numbers: readonly number[]): readonly number[] {
  let sum = 0;
  return [0, ...numbers.map((each) => (sum += each))];
}

/** Index of the last of the first `count` ascending numbers that is at most a value; 0 if none is. */
function lastAtMost(numbers: readonly number[], value: number, count: number): number {
  const passing = countPassing(numbers, (number) => number <= value);
  return Math.max(0, Math.min(passing, count) - 1);
}
