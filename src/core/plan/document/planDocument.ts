import type { Span } from '../codes.ts';
import type { Problem } from '../problem.ts';
import { readPiece } from './readPiece.ts';
import type { PieceKind, ReadPiece } from './readPiece.ts';
import { Readings } from './readings.ts';
import { splitText } from './splitText.ts';
import type { Piece } from './splitText.ts';

/**
 * A plan text of any quality, read in pieces: what stands around the waves, each wave, each task. Immutable; a changed text
 * is another document that takes over the readings of every piece whose text is the same.
 */
export interface PlanDocument {
  readonly source: string;
  readonly root: PlacedPiece;
  /** Pieces of the waves; empty when the text is one piece. */
  readonly waves: readonly PlacedWave[];
  /** What is wrong with the YAML, in source order. */
  readonly problems: readonly Problem[];
  /** The text cannot be read at all; `problems` says why. */
  readonly unreadable: boolean;
  /** What the next version of the text can take over. */
  readonly readings: Readonly<Record<PieceKind, Readings>>;
}

/** A reading and where its piece stands in the source. */
export interface PlacedPiece {
  readonly read: ReadPiece;
  readonly piece: Piece;
}

export interface PlacedWave {
  readonly head: PlacedPiece;
  readonly tasks: readonly PlacedPiece[];
}

/**
 * Reads a text. Total, in bounded time.
 *
 * @param earlier an earlier version of the text: what is the same in it is not read again
 */
export function openPlan(source: string, earlier?: PlanDocument): PlanDocument {
  const before = {
    root: earlier?.readings.root.replay() ?? nothing,
    wave: earlier?.readings.wave.replay() ?? nothing,
    task: earlier?.readings.task.replay() ?? nothing,
  };
  const read: Read = (piece, kind) => ({ piece, read: readPiece(source, piece, kind, before[kind]) });
  const split = source.length > longestSource ? undefined : splitText(source);
  if (split !== undefined && split.waves.length > 0) {
    const root = read(split.root, 'root');
    const waves = split.waves.map(({ head, tasks }) => readWave(head, tasks, read));
    const document = assemble(source, root, waves);
    // An anchor in one piece may be meant in another, and only YAML itself can tell that a piece is what it seems to be.
    if (piecesOf(document).every(({ read: { sound, anchored } }) => sound && !anchored)) return document;
  }
  return assemble(source, read({ start: 0, end: source.length }, 'root'), []);
}

type Read = (piece: Piece, kind: PieceKind) => PlacedPiece;

function nothing(): undefined {
  return undefined;
}

/** Longest plan that is read, in UTF-16 units: some 20,000 tasks. Beyond it an editor would no longer feel live. */
const longestSource = 8 * 1024 * 1024;

function readWave(head: Piece, tasks: readonly Piece[], read: Read): PlacedWave {
  const placed = read(head, 'wave');
  if (placed.read.sound) return { head: placed, tasks: tasks.map((task) => read(task, 'task')) };
  // The list of tasks is not what it seemed to be: the wave is one piece.
  return { head: read({ start: head.start, end: head.end }, 'wave'), tasks: [] };
}

function piecesOf({ root, waves }: Pick<PlanDocument, 'root' | 'waves'>): readonly PlacedPiece[] {
  return [root, ...waves.flatMap(({ head, tasks }) => [head, ...tasks])];
}

function assemble(source: string, root: PlacedPiece, waves: readonly PlacedWave[]): PlanDocument {
  const problems = piecesOf({ root, waves }).flatMap((placed) =>
    placed.read.problems.map((each) => moved(each, placed)),
  );
  const unreadable = problems.find(({ code }) => code === 'not-text' || code === 'too-large');
  return {
    source,
    root,
    waves: unreadable === undefined ? waves : [],
    problems: unreadable === undefined ? problems : [unreadable],
    unreadable: unreadable !== undefined,
    readings: {
      root: new Readings([root.read]),
      wave: new Readings(waves.map(({ head }) => head.read)),
      task: new Readings(waves.flatMap(({ tasks }) => tasks.map(({ read }) => read))),
    },
  };
}

function moved(found: Problem, placed: PlacedPiece): Problem {
  return {
    ...found,
    ...spanInSource(placed, found),
    ...(found.related === undefined
      ? {}
      : { related: found.related.map((other) => ({ ...other, ...spanInSource(placed, other) })) }),
  };
}

/** A span of a piece's own text as a span of the source. */
export function spanInSource(placed: PlacedPiece, { start, end }: Span): Span {
  return { start: offsetInSource(placed, start), end: offsetInSource(placed, end) };
}

function offsetInSource({ piece, read }: PlacedPiece, offset: number): number {
  if (piece.hole === undefined || read.hole === undefined || offset < read.hole.start) return piece.start + offset;
  const after = offset - read.hole.start - read.hole.length;
  return after < 0 ? piece.hole.start : piece.hole.end + after;
}

/** An offset of the source as an offset in the piece's own text. What lies in its hole becomes the hole's start. */
export function offsetInPiece({ piece, read }: PlacedPiece, offset: number): number {
  if (piece.hole === undefined || read.hole === undefined || offset < piece.hole.start) return offset - piece.start;
  return read.hole.start + (offset < piece.hole.end ? 0 : read.hole.length + offset - piece.hole.end);
}
