import { editableText } from '../planText/edit/editableText.ts';
import type { Edit, EditableText } from '../planText/edit/editableText.ts';
import { placedIn } from '../planText/document/planDocument.ts';
import type { PlacedPiece, PlacedWave, PlanDocument } from '../planText/document/planDocument.ts';
import type { Path } from '../planText/locate.ts';
import { memoize } from '../../util/memoize.ts';

/** Placeholder for a wave or task that is left out: an entry that occurs in no plan. */
const stand = '\uE000';

/**
 * A plan text without the waves and tasks that a correction does not look at. In place of each stands one short line, so
 * that every path leads where it leads in the whole text, and reading it takes no longer for a plan of thousands of tasks.
 */
export interface Excerpt {
  readonly text: EditableText;
  /** The same edits of the whole text; undefined when one of them is about something left out. */
  inSource(edits: readonly Edit[]): readonly Edit[] | undefined;
}

/** Once per document: many problems of a damaged text ask for it, and reading it again takes longest there. */
const wholeText = memoize(({ source }: PlanDocument): Excerpt => ({
  text: editableText(source),
  inSource: (edits) => edits,
}));

/** @param focus paths of the tasks to keep; their waves are kept with them, and of a wave alone its first task */
export function excerptOf(document: PlanDocument, focus: readonly Path[]): Excerpt {
  const { source, root, waves } = document;
  const { hole } = root.piece;
  if (hole === undefined || waves.length === 0) return wholeText(document);
  const kept = keptTasks(focus);
  const cutting = new Cutting(source);
  cutting.keep(0, hole.start);
  waves.forEach((wave, index) => {
    const tasks = kept.get(index);
    const end = waves[index + 1]?.at ?? hole.end;
    if (tasks === undefined) cutting.leaveOut(wave.at, contentEnd(wave, end), end, hole.column);
    else cutWave(cutting, wave, tasks, end);
  });
  cutting.keep(hole.end, source.length);
  return { text: editableText(cutting.text), inSource: (edits) => cutting.inSource(edits) };
}

/** Index of each wave to keep, with the indexes of its tasks. */
function keptTasks(focus: readonly Path[]): ReadonlyMap<number, ReadonlySet<number>> {
  const kept = new Map<number, Set<number>>();
  for (const [first, wave, , task] of focus) {
    if (first !== 'waves' || typeof wave !== 'number') continue;
    const tasks = kept.get(wave) ?? new Set();
    kept.set(wave, tasks.add(typeof task === 'number' ? task : 0));
  }
  return kept;
}

function cutWave(cutting: Cutting, wave: PlacedWave, kept: ReadonlySet<number>, end: number): void {
  const { hole } = placedIn(wave, wave.pieces.head).piece;
  if (hole === undefined) return cutting.keep(wave.at, end);
  cutting.keep(wave.at, hole.start);
  wave.pieces.tasks.forEach((task, index) => {
    const placed = placedIn(wave, task);
    const { piece } = placed;
    if (kept.has(index)) cutting.keep(piece.start, piece.end);
    else cutting.leaveOut(piece.start, contentEndOf(placed), piece.end, hole.column);
  });
  cutting.keep(hole.end, end);
}

/** Offset of the line after the last thing a wave says: what follows are comments and blank lines. */
function contentEnd(wave: PlacedWave, end: number): number {
  const { head, tasks } = wave.pieces;
  const placed = placedIn(wave, head);
  const { hole } = placed.piece;
  const last = tasks.at(-1);
  if (hole === undefined || last === undefined) return contentEndOf(placed);
  const afterTasks = contentEndOf(placed);
  return afterTasks > hole.end ? Math.min(afterTasks, end) : contentEndOf(placedIn(wave, last));
}

/** The same of a piece. Comments and blank lines at its end are distinguished from text that looks like them by where that ends. */
function contentEndOf({ read: { text, nodes, hole }, piece }: PlacedPiece): number {
  const last = nodes.lastEnd;
  let end = text.length;
  while (end > last) {
    const start = text.lastIndexOf('\n', end - 2) + 1;
    if (start < last || !/^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(text.slice(start, end))) break;
    end = start;
  }
  if (hole === undefined || piece.hole === undefined || end <= hole.start) return piece.start + end;
  return piece.hole.end + Math.max(0, end - hole.start - hole.length);
}

/** Puts a shorter text together, and knows where each of its parts came from. */
class Cutting {
  text = '';
  readonly #source: string;
  readonly #parts: { readonly at: number; readonly start: number; readonly end: number; readonly verbatim: boolean }[] =
    [];

  constructor(source: string) {
    this.#source = source;
  }

  keep(start: number, end: number): void {
    if (start === end) return;
    this.#parts.push({ at: this.text.length, start, end, verbatim: true });
    this.text += this.#source.slice(start, end);
  }

  /** Leaves out an entry of a list up to `contentEnd`, and keeps the comments and blank lines from there to `end`. */
  leaveOut(start: number, contentEnd: number, end: number, column: number): void {
    this.#parts.push({ at: this.text.length, start, end: contentEnd, verbatim: false });
    const finished = this.#source[contentEnd - 1] === '\n';
    this.text += `${' '.repeat(column)}- ${stand}${finished ? '\n' : ''}`;
    this.keep(contentEnd, end);
  }

  inSource(edits: readonly Edit[]): readonly Edit[] | undefined {
    const moved = edits.map(({ start, end, text }) => ({
      start: this.#offset(start),
      end: this.#offset(end),
      text,
    }));
    return moved.every((edit): edit is Edit => edit.start !== undefined && edit.end !== undefined) ? moved : undefined;
  }

  #offset(offset: number): number | undefined {
    const part = this.#parts.findLast(({ at }) => at <= offset);
    if (part === undefined) return undefined;
    if (offset === part.at) return part.start;
    if (part.verbatim) return part.start + offset - part.at;
    return offset === this.text.length ? part.end : undefined;
  }
}
