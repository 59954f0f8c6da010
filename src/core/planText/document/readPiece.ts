import { isRecord } from '../../../util/records.ts';
import type { Problem } from '../problem.ts';
import { readYaml } from '../readYaml.ts';
import { NodeTable } from './nodeTable.ts';
import type { Piece } from './splitText.ts';

/** Placeholder for the hole in the text of a piece: an entry that occurs in no plan. */
const stand = '\uE000';

/** A piece as it was read. Equal texts give equal readings, so one is kept and used again for as long as the text stays. */
export interface ReadPiece {
  /** The piece's own text; positions count in it. */
  readonly text: string;
  readonly nodes: NodeTable;
  /** Problems of its YAML. */
  readonly problems: readonly Problem[];
  /** Whether it contains anchors or aliases, whose meaning may reach beyond it. */
  readonly anchored: boolean;
  /** Value of the piece, without the list in its hole. The same object as long as the text is the same. */
  readonly value: unknown;
  /** Offset in the piece's own text at which the hole's stand-in starts, and its length. */
  readonly hole?: { readonly start: number; readonly length: number };
  /** Whether the piece is what the division took it for; if not, the text must be read as a whole. */
  readonly sound: boolean;
}

function standIn(column: number): string {
  return `${' '.repeat(column)}- ${stand}\n`;
}

/** Kind of a piece: everything but the waves, one wave without its tasks, or one task. */
export type PieceKind = 'root' | 'wave' | 'task';

const heldBy = { root: 'waves', wave: 'tasks', task: undefined } as const;

/**
 * Reads a piece of a source, or takes over what was read of the same text before.
 *
 * @param before gives the earlier reading of a stretch of a text, if there is one
 */
export function readPiece(
  source: string,
  piece: Piece,
  kind: PieceKind,
  before: (source: string, start: number, end: number) => ReadPiece | undefined,
): ReadPiece {
  const { start, end, hole } = piece;
  if (hole === undefined)
    return before(source, start, end) ?? interpret(detached(source.slice(start, end)), kind, piece);
  const text = `${source.slice(start, hole.start)}${standIn(hole.column)}${source.slice(hole.end, end)}`;
  return before(text, 0, text.length) ?? interpret(detached(text), kind, piece);
}

/** The same text in memory of its own: a slice would keep all of the source it was cut from. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

function interpret(text: string, kind: PieceKind, { start, hole }: Piece): ReadPiece {
  const yaml = readYaml(text);
  const { problems, anchored } = yaml;
  const read = { text, nodes: new NodeTable(yaml), problems, anchored };
  const key = heldBy[kind];
  const entry = kind === 'root' ? yaml.value : onlyEntry(yaml.value);
  const single = kind === 'root' || isSingle(yaml.value);
  if (hole === undefined || key === undefined) return { ...read, value: entry, sound: single };
  const { [key]: held, ...rest } = isRecord(entry) ? entry : {};
  return {
    ...read,
    value: rest,
    hole: { start: hole.start - start, length: standIn(hole.column).length },
    sound: single && onlyEntry(held) === stand,
  };
}

function isSingle(value: unknown): value is readonly [unknown] {
  return Array.isArray(value) && value.length === 1;
}

function onlyEntry(value: unknown): unknown {
  return isSingle(value) ? value[0] : undefined;
}
