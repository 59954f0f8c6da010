import type { Selection } from '../../../../src/protocol/board.ts';

/** Focusable items of the graph: per wave its head (row -1), and below it its tasks. */
export interface Focusable {
  readonly wave: string;
  /** Task ids from top to bottom. */
  readonly tasks: readonly string[];
}

/**
 * Where a key leads from a place in the graph: arrows to the neighbour, Home and End to the ends of the wave, with
 * Control to the first and last wave. Undefined when the key is not for moving; the same place at an edge.
 */
export function move(
  columns: readonly Focusable[],
  from: Selection,
  key: string,
  control: boolean,
): Selection | undefined {
  const column = Math.max(
    0,
    columns.findIndex((candidate) => candidate.wave === from.wave),
  );
  const here = columns[column];
  if (here === undefined) return undefined;
  const row = from.task === undefined ? -1 : here.tasks.indexOf(from.task);
  const last = columns.length - 1;
  switch (key) {
    case 'ArrowUp':
      return at(columns, column, row - 1);
    case 'ArrowDown':
      return at(columns, column, row + 1);
    case 'ArrowLeft':
      return at(columns, column - 1, row);
    case 'ArrowRight':
      return at(columns, column + 1, row);
    case 'Home':
      return control ? at(columns, 0, row) : at(columns, column, -1);
    case 'End':
      return control ? at(columns, last, row) : at(columns, column, here.tasks.length - 1);
    default:
      return undefined;
  }
}

/** The nearest place there is to a column and row. */
function at(columns: readonly Focusable[], column: number, row: number): Selection | undefined {
  const found = columns[Math.min(columns.length - 1, Math.max(0, column))];
  if (found === undefined) return undefined;
  const task = found.tasks[Math.min(found.tasks.length - 1, row)];
  return task === undefined ? { wave: found.wave } : { wave: found.wave, task };
}
