import type { BenchmarkRow } from './benchmark.ts';

const columns = ['what', 'ours', 'held against', '', 'ours / it', 'unit'] as const;

/** The rows as a table of aligned columns, for a terminal. */
export function table(rows: readonly BenchmarkRow[]): string {
  const cells = [[...columns], ...rows.map(cellsOf)];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const [head = '', ...body] = cells.map(line);
  return [head, '-'.repeat(head.length), ...body].join('\n');
}

/** A row by itself, for whoever watches while more is measured. */
export function rowText({ what, ours, peerOrLimit, unit }: BenchmarkRow): string {
  const against = peerOrLimit === undefined ? '' : ` (${peerOrLimit.name}: ${figure(peerOrLimit.value)})`;
  return `${what}: ${figure(ours)} ${unit}${against}`;
}

function cellsOf({ what, ours, peerOrLimit, unit }: BenchmarkRow): string[] {
  if (peerOrLimit === undefined) return [what, figure(ours), '', '', '', unit];
  return [what, figure(ours), figure(peerOrLimit.value), peerOrLimit.name, figure(ours / peerOrLimit.value), unit];
}

/** Three significant digits, and none after the point from 100 on. */
function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}
