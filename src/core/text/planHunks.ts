import { groupsOf, lineDiff, numbered, rowsOf } from './lineDiff.ts';
import type { Row, RowText } from './lineDiff.ts';

/** A change with the unchanged lines around it: what is taken or left as one. */
export interface Hunk {
  /** Counts from 1, in the order of the text. */
  readonly number: number;
  /** First line that changes, in the text before, counting from 1. */
  readonly line: number;
  readonly added: number;
  readonly removed: number;
  /** As a patch has it, with at most one line around, and its number behind the second @@. */
  readonly text: string;
}

/**
 * Changes between two texts of a plan that can be taken one by one. Those with at most two unchanged lines between them are
 * one, unless a key of the plan, a wave or a task begins there.
 */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  return cutsOf(before, after).hunks.map(({ rows, head }, index) => ({
    number: index + 1,
    line: rows.find(({ mark }) => mark !== ' ')?.old ?? 1,
    added: rows.filter(({ mark }) => mark === '+').length,
    removed: rows.filter(({ mark }) => mark === '-').length,
    text: [`${head} ${index + 1}`, ...rows.map(({ mark, text }) => `${mark}${text}`)].join('\n'),
  }));
}

/** The text before, with some of the changes that lead to the text after. @param taken numbers of hunks */
export function takeHunks(before: string, after: string, taken: ReadonlySet<number>): string {
  const { rows, hunks } = cutsOf(before, after);
  if (hunks.every((_, index) => taken.has(index + 1))) return after;
  // Text that nothing is taken into stays as it is, a last line without an end included.
  if (!hunks.some((_, index) => taken.has(index + 1))) return before;
  const left = new Set(hunks.flatMap((hunk, index) => (taken.has(index + 1) ? [] : hunk.rows)));
  const ends = endsOf(before);
  // A line that was there ends as it did; one that comes in, like the one it replaces, or the one above it.
  let end = ends[0] ?? endsOf(after)[0] ?? '\n';
  return rows
    .map((row) => {
      if (row.mark !== '+') end = ends[row.old - 1] ?? end;
      return row.mark === ' ' || (row.mark === '+') !== left.has(row) ? `${row.text}${end}` : '';
    })
    .join('');
}

/** Ends of the lines of a text, in their order; none for a last line without one. */
function endsOf(text: string): readonly string[] {
  return text.match(/\r?\n/g) ?? [];
}

function cutsOf(before: string, after: string) {
  const ordered: RowText[] = [];
  const cuts = new Set<number>();
  for (const run of runsOf(slid(rowsOf(lineDiff(before, after))))) {
    for (const [index, block] of (isSame(run[0]) ? blocksOf(run, true) : paired(run)).entries()) {
      // A block before the first key or item belongs to what comes before it.
      if (index > 0 || indentOf(block[0]) !== undefined) cuts.add(ordered.length);
      ordered.push(...block);
    }
  }
  const rows = numbered(ordered);
  return { rows, hunks: groupsOf(rows, 1, cuts) };
}

/** Columns before a key of the plan, or an item that is a wave or a task; undefined for any other line. */
function indentOf(row: RowText | undefined): number | undefined {
  const match = /^(?:[^\s#-][^:]*:(?:\s|$)|(?<indent>\s*)-\s+(?:id|title):\s)/.exec(row?.text ?? '');
  if (match === null) return undefined;
  const { indent } = match.groups ?? {};
  // An item at the margin is still within its key.
  return indent === undefined ? 0 : indent.length + 1;
}

/** Cuts before each key and item. @param nested whether those within one that begins here are cut off, too */
function blocksOf(rows: readonly RowText[], nested = false): readonly (readonly RowText[])[] {
  const blocks: RowText[][] = [];
  let within = Infinity;
  for (const row of rows) {
    const indent = indentOf(row);
    if (blocks.length === 0 || (indent !== undefined && (nested || indent <= within))) blocks.push([]);
    if (indent !== undefined && indent <= within) within = indent;
    blocks.at(-1)?.push(row);
  }
  return blocks;
}

/** Text that is taken away and text that comes in its place, part by part: each key, wave or task with its own new text. */
function paired(run: readonly RowText[]): readonly (readonly RowText[])[] {
  const [removed, added] = (['-', '+'] as const).map((mark) => blocksOf(run.filter((row) => row.mark === mark)));
  if (removed === undefined || added === undefined) return [run];
  const out: (readonly RowText[])[] = [];
  let [from, to] = [0, 0];
  const between = (old: number, now: number): void => {
    const [gone, come] = [removed.slice(from, old), added.slice(to, now)];
    if (gone.length > 0 && come.length > 0) out.push([...gone, ...come].flat());
    else out.push(...gone, ...come);
  };
  for (const [old, block] of removed.entries()) {
    const now = added.findIndex((other, index) => index >= to && nameOf(other) === nameOf(block));
    if (now < 0) continue;
    between(old, now);
    out.push([...block, ...(added[now] ?? [])]);
    [from, to] = [old + 1, now + 1];
  }
  between(removed.length, added.length);
  return out;
}

/** Name of a part by its first line: the key, or the id of the item. */
function nameOf([first]: readonly RowText[]): string {
  const indent = indentOf(first);
  if (first === undefined || indent === undefined) return '';
  return indent === 0 ? (first.text.split(':', 1)[0] ?? '') : first.text.trim();
}

function isSame(row: RowText | undefined): boolean {
  return row?.mark === ' ';
}

/** Rows in runs of unchanged ones and of changed ones. */
function runsOf(rows: readonly RowText[]): readonly (readonly RowText[])[] {
  const runs: RowText[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last !== undefined && isSame(last[0]) === isSame(row)) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

/**
 * The same difference with each run of added or of removed lines moved to where a part begins, if the lines around allow
 * that: a new task is then its own lines, not the end of the one before and the beginning of its own.
 */
function slid(rows: readonly Row[]): readonly RowText[] {
  const out: RowText[] = rows.map(({ mark, text }) => ({ mark, text }));
  for (let from = 0; from < out.length; from += 1) {
    const mark = out[from]?.mark ?? ' ';
    if (mark === ' ') continue;
    let to = from;
    while (out[to]?.mark === mark) to += 1;
    if (isSame(out[from - 1]) && (to === out.length || isSame(out[to])) && indentOf(out[from]) === undefined) {
      let up = 0;
      while (isSame(out[from - 1 - up]) && out[from - 1 - up]?.text === out[to - 1 - up]?.text) {
        up += 1;
        if (indentOf(out[from - up]) === undefined) continue;
        // The lines stay as they are: those that leave the run equal those that it takes in.
        for (let at = from - up; at < to; at += 1) {
          out[at] = { mark: at < to - up ? mark : ' ', text: out[at]?.text ?? '' };
        }
        break;
      }
    }
    from = to - 1;
  }
  return out;
}
