/** Finds the line of a later version of a text that a line of an earlier one became. */
export interface LinePlace {
  /** Counts from 1. Of a line that is no longer there: what is in its place. */
  readonly line: number;
  /** Whether the line is there as it was. */
  readonly kept: boolean;
}

/** Most pairs of lines that are compared; a change that is larger counts as one that keeps no line. */
const mostPairs = 1_000_000;

/**
 * Follows a line from one version of a text to another.
 * @param line of `before`, counting from 1; beyond its end it is taken for one that is gone
 */
export function placeLine(before: string, after: string, line: number): LinePlace {
  const from = before.split('\n');
  const to = after.split('\n');
  const index = line - 1;
  const shortest = Math.min(from.length, to.length);
  let head = 0;
  while (head < shortest && from[head] === to[head]) head += 1;
  if (index < head) return { line, kept: true };
  let tail = 0;
  while (tail < shortest - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1;
  if (index < from.length && index >= from.length - tail) {
    return { line: line + to.length - from.length, kept: true };
  }
  const kept = keptLines(from.slice(head, from.length - tail), to.slice(head, to.length - tail));
  const there = kept.get(index - head);
  if (there !== undefined) return { line: head + there + 1, kept: true };
  const above = Math.max(-1, ...[...kept].filter(([old]) => old < index - head).map(([, now]) => now));
  return { line: Math.min(head + above + 2, to.length), kept: false };
}

/** Lines of `before`, counting from 1, that `after` no longer has. */
export function goneLines(before: string, after: string): readonly number[] {
  const from = before.split('\n');
  const kept = keptLines(from, after.split('\n'));
  return from.flatMap((_, index) => (kept.has(index) ? [] : [index + 1]));
}

/** The longest series of lines that both texts have in the same order: index in `from` → index in `to`. */
function keptLines(from: readonly string[], to: readonly string[]): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  const width = to.length + 1;
  if ((from.length + 1) * width > mostPairs) return kept;
  // At (i, j): how many lines of the rest of `from` from i on, and of `to` from j on, can be kept.
  const most = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => most[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      most[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i] === to[j]) kept.set(i++, j++);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

/** Place of a finding for people: `src/a.js:3`, or that it is about the whole pull request. */
export function findingPlace({ file, line }: { readonly file: string; readonly line: number }): string {
  if (file === '') return 'the pull request';
  return line > 0 ? `${file}:${line}` : file;
}
