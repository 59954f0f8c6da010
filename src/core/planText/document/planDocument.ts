import type { Span } from '../codes.ts';
import type { Problem } from '../problem.ts';
import { longestSource } from '../readYaml.ts';
import { readPiece } from './readPiece.ts';
import type { PieceKind, ReadPiece } from './readPiece.ts';
import { Readings } from './readings.ts';
import { splitText } from './splitText.ts';
import type { Piece, SplitWave } from './splitText.ts';

/**
 * A plan text of any quality, read in pieces: what is around the waves, each wave, each task. Immutable; a changed text
 * is another document that takes over the readings of every piece whose text is the same.
 */
export interface PlanDocument {
  /** The whole text. Put together when first asked for: most of what is asked about a plan needs its pieces only. */
  readonly source: string;
  readonly root: PlacedPiece;
  /** Pieces of the waves; empty when the text is one piece. */
  readonly waves: readonly PlacedWave[];
  /** Problems of the YAML, in source order. */
  readonly problems: readonly Problem[];
  /** The text cannot be read at all; `problems` says why. */
  readonly unreadable: boolean;
}

/** A reading and where its piece is in the source. */
export interface PlacedPiece {
  readonly read: ReadPiece;
  readonly piece: Piece;
}

/** A wave and where it starts: one that only moved is known by its pieces, which are the same object as before. */
export interface PlacedWave {
  readonly at: number;
  readonly pieces: WavePieces;
}

/** The pieces of a wave. Where they stand counts from the start of the wave. */
export interface WavePieces {
  readonly head: PlacedPiece;
  readonly tasks: readonly PlacedPiece[];
}

/**
 * Reads a text. Total, in bounded time.
 *
 * @param earlier an earlier version of the text: what is the same in it is not read again
 */
export function openPlan(source: string, earlier?: PlanDocument): PlanDocument {
  const before = earlier === undefined ? {} : readingsOf(earlier);
  const read: Read = (text, piece, kind) => ({ piece, read: readPiece(text, piece, kind, before[kind] ?? nothing) });
  const split = source.length > longestSource ? undefined : splitText(source);
  if (split !== undefined && split.waves.length > 0) {
    const root = read(source, split.root, 'root');
    const waves = split.waves.map((wave) => readWave(source, wave, read));
    // An anchor in one piece may be meant in another, and only YAML itself can tell that a piece is what it seems to be.
    if (piecesOf(root, waves).every(({ read: { sound, anchored } }) => sound && !anchored)) {
      return assemble(() => source, root, waves);
    }
  }
  return assemble(() => source, read(source, { start: 0, end: source.length }, 'root'), []);
}

type Read = (source: string, piece: Piece, kind: PieceKind) => PlacedPiece;
type Before = Readonly<Partial<Record<PieceKind, ReturnType<Readings['replay']>>>>;

function nothing(): undefined {
  return undefined;
}

/** Readings of the parts that another version of the text can reuse. */
function readingsOf({ root, waves }: PlanDocument): Before {
  return {
    root: new Readings([root.read]).replay(),
    wave: new Readings(waves.map(({ pieces }) => pieces.head.read)).replay(),
    task: new Readings(waves.flatMap(({ pieces }) => pieces.tasks.map(({ read }) => read))).replay(),
  };
}

function readWave(source: string, { head, tasks }: SplitWave, read: Read): PlacedWave {
  const at = head.start;
  const own = source.slice(at, head.end);
  const from = (piece: Piece): Piece => moved(piece, -at);
  const placed = read(own, from(head), 'wave');
  if (placed.read.sound) {
    return { at, pieces: { head: placed, tasks: tasks.map((task) => read(own, from(task), 'task')) } };
  }
  // The list of tasks is not what it seemed to be: the wave is one piece.
  return { at, pieces: { head: read(own, from({ start: head.start, end: head.end }), 'wave'), tasks: [] } };
}

/** A piece that stands `by` characters further on. */
export function moved({ start, end, hole }: Piece, by: number): Piece {
  return {
    start: start + by,
    end: end + by,
    ...(hole === undefined ? {} : { hole: { ...hole, start: hole.start + by, end: hole.end + by } }),
  };
}

/** A piece of a wave as it is in the source. */
export function placedIn({ at }: PlacedWave, { read, piece }: PlacedPiece): PlacedPiece {
  return { read, piece: moved(piece, at) };
}

function piecesOf(root: PlacedPiece, waves: readonly PlacedWave[]): readonly PlacedPiece[] {
  return [root, ...waves.flatMap(({ pieces: { head, tasks } }) => [head, ...tasks])];
}

/**
 * Puts the pieces of a text together.
 *
 * @param text gives all of it
 */
export function assemble(text: () => string, root: PlacedPiece, waves: readonly PlacedWave[]): PlanDocument {
  const problems = root.read.problems.map((each) => located(each, root));
  for (const wave of waves) {
    const { head, tasks } = wave.pieces;
    for (const placed of [head, ...tasks]) {
      for (const each of placed.read.problems) problems.push(located(each, placedIn(wave, placed)));
    }
  }
  const unreadable = problems.find(({ code }) => code === 'control-character' || code === 'too-large');
  let source: string | undefined;
  return {
    get source() {
      return (source ??= text());
    },
    root,
    waves: unreadable === undefined ? waves : [],
    problems: unreadable === undefined ? problems : [unreadable],
    unreadable: unreadable !== undefined,
  };
}

function located(found: Problem, placed: PlacedPiece): Problem {
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
