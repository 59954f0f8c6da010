import { longestSource } from '../readYaml.ts';
import { lastFrom } from './find.ts';
import { assemble, moved, openPlan } from './planDocument.ts';
import type { PlacedPiece, PlacedWave, PlanDocument, WavePieces } from './planDocument.ts';
import { readPiece } from './readPiece.ts';
import { staysOneEntry } from './splitText.ts';

/** A stretch of a text and what is there instead. Offsets are UTF-16 code units, `end` exclusive. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The document after a change. After a change inside one task only that task is read, and nothing looks at the others, nor
 * at the text as a whole; any other change has the text divided again.
 *
 * @param textAfter gives the text after the change, where there is a quicker way to it
 */
export function changePlan(
  earlier: PlanDocument,
  change: TextChange,
  textAfter = (): string => earlier.source.slice(0, change.start) + change.text + earlier.source.slice(change.end),
): PlanDocument {
  return changeTask(earlier, change, textAfter) ?? openPlan(textAfter(), earlier);
}

function changeTask(earlier: PlanDocument, change: TextChange, textAfter: () => string): PlanDocument | undefined {
  const waveIndex = lastFrom(earlier.waves, ({ at }) => at <= change.start);
  const wave = earlier.waves[waveIndex];
  if (wave === undefined) return undefined;
  const { piece, read } = earlier.root;
  const growth = change.text.length - (change.end - change.start);
  const pieces = piece.end + growth > longestSource ? undefined : changedPieces(wave, change);
  if (pieces === undefined) return undefined;
  const root: PlacedPiece = {
    read,
    piece: {
      ...piece,
      end: piece.end + growth,
      ...(piece.hole === undefined ? {} : { hole: { ...piece.hole, end: piece.hole.end + growth } }),
    },
  };
  const waves = earlier.waves.map((placed, index): PlacedWave => {
    if (index < waveIndex) return placed;
    return index === waveIndex ? { at: placed.at, pieces } : { at: placed.at + growth, pieces: placed.pieces };
  });
  return assemble(textAfter, root, waves);
}

/** The pieces of a wave after a change inside one of its tasks; undefined when it may mean more than that. */
function changedPieces({ at, pieces }: PlacedWave, { start, end, text }: TextChange): WavePieces | undefined {
  const { head, tasks } = pieces;
  const [from, to] = [start - at, end - at];
  const index = lastFrom(tasks, ({ piece }) => piece.start <= from);
  const task = tasks[index];
  const { hole } = head.piece;
  // Where a task starts and where it ends is for the whole text to tell.
  if (task === undefined || hole === undefined || from < task.piece.start + hole.column + 2 || to >= task.piece.end) {
    return undefined;
  }
  const own = task.read.text;
  const changed = own.slice(0, from - task.piece.start) + text + own.slice(to - task.piece.start);
  if (!staysOneEntry(changed, hole.column)) return undefined;
  const read = readPiece(changed, { start: 0, end: changed.length }, 'task', () => undefined);
  const unreadable = read.problems.some(({ code }) => code === 'control-character');
  if (!read.sound || read.anchored || unreadable) return undefined;
  const growth = changed.length - own.length;
  return {
    head: {
      read: head.read,
      piece: { ...head.piece, end: head.piece.end + growth, hole: { ...hole, end: hole.end + growth } },
    },
    tasks: tasks.map((other, position) => {
      if (position < index) return other;
      const { piece } = other;
      if (position > index) return { read: other.read, piece: moved(piece, growth) };
      return { read, piece: { start: piece.start, end: piece.end + growth } };
    }),
  };
}
