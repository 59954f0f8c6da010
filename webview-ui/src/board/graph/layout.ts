import type { BoardWave } from '../../../../src/core/model/boardModel.ts';

/** Sizes of the graph in CSS pixels. The style sheet takes them over as custom properties. */
export const sizes = {
  nodeHeight: 46,
  columnGap: 44,
  rowGap: 8,
  headHeight: 46,
  padding: 12,
} as const;

const narrowest = 224;
const widest = 340;

/** Width of nodes when so many waves share a width: enough to read, and not wider than it helps. */
export function nodeWidthFor(waves: number, available: number): number {
  const share = (available - 2 * sizes.padding + sizes.columnGap) / Math.max(1, waves) - sizes.columnGap;
  return Math.floor(Math.min(widest, Math.max(narrowest, share)));
}

export interface GraphLayout {
  /** One per wave, in plan order; task ids from top to bottom. */
  readonly columns: readonly (readonly string[])[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

/** A dependency, from the task that is needed to the task that needs it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

interface Place {
  readonly column: number;
  readonly row: number;
}

/**
 * Places the tasks of the waves: a column per wave, and within it the order that keeps edges short and uncrossed, found
 * by moving each task to the mean row of its neighbours (barycentre), once forwards, back, and forwards again. Linear in
 * tasks and edges but for the sorting, since 2,000 tasks are to be painted within 100 ms.
 */
export function layOut(waves: readonly BoardWave[], nodeWidth: number): GraphLayout {
  const columnOf = new Map(waves.flatMap((wave, column) => wave.tasks.map((task) => [task.id, column])));
  const before = new Map<string, readonly string[]>();
  const after = new Map<string, string[]>();
  for (const task of waves.flatMap((wave) => wave.tasks)) {
    const known = task.dependsOn.filter((id) => columnOf.has(id));
    before.set(task.id, known);
    for (const id of known) after.set(id, [...(after.get(id) ?? []), task.id]);
  }
  const columns = waves.map((wave) => wave.tasks.map((task) => task.id));
  const rows = new Map(columns.flatMap((column) => column.map((id, row) => [id, row])));
  for (const column of columns) arrange(column, before, rows);
  for (const column of columns.toReversed()) arrange(column, after, rows);
  for (const column of columns) arrange(column, before, rows);
  const placeOf = (id: string): Place => ({ column: columnOf.get(id) ?? 0, row: rows.get(id) ?? 0 });
  const edges = [...before].flatMap(([to, needed]) =>
    needed.map((from) => ({ from, to, path: edgePath(placeOf(from), placeOf(to), nodeWidth) })),
  );
  const tallest = columns.reduce((most, column) => Math.max(most, column.length), 0);
  const { padding, columnGap, headHeight, rowGap } = sizes;
  return {
    columns,
    edges,
    width: padding * 2 + columns.length * (nodeWidth + columnGap) - (columns.length > 0 ? columnGap : 0),
    height: padding + headHeight + tallest * (sizes.nodeHeight + rowGap),
  };
}

/** Sorts one column by the mean row of each task's neighbours; a task without any stays where it is. */
function arrange(
  column: string[],
  neighbours: ReadonlyMap<string, readonly string[]>,
  rows: Map<string, number>,
): void {
  const weights = new Map(column.map((id, row) => [id, meanRow(neighbours.get(id), rows) ?? row]));
  column.sort((one, other) => (weights.get(one) ?? 0) - (weights.get(other) ?? 0));
  column.forEach((id, row) => rows.set(id, row));
}

function meanRow(ids: readonly string[] | undefined, rows: ReadonlyMap<string, number>): number | undefined {
  if (ids === undefined || ids.length === 0) return undefined;
  return ids.reduce((sum, id) => sum + (rows.get(id) ?? 0), 0) / ids.length;
}

/** An S from the right side of one node to the left side of the other. */
function edgePath(from: Place, to: Place, nodeWidth: number): string {
  const { padding, nodeHeight, columnGap, rowGap, headHeight } = sizes;
  const left = (place: Place): number => padding + place.column * (nodeWidth + columnGap);
  const middle = (place: Place): number => headHeight + rowGap + place.row * (nodeHeight + rowGap) + nodeHeight / 2;
  const x1 = left(from) + nodeWidth;
  const x2 = left(to);
  const bend = Math.min(columnGap, Math.max(columnGap / 2, (x2 - x1) / 2));
  return `M${x1} ${middle(from)}C${x1 + bend} ${middle(from)} ${x2 - bend} ${middle(to)} ${x2} ${middle(to)}`;
}
