import { dollars, shortAmount } from '../agents/usage.ts';
import type { CostRow, CostSummary } from './costs.ts';
import type { FailureKind, TrendRow } from './failures.ts';
import type { PatternRow } from './patternRows.ts';
import { durationText } from './spans.ts';

/** A table with its columns aligned, two spaces between them; numbers of the columns named in `right` to the right. */
export function alignedTable(rows: readonly (readonly string[])[], right: readonly number[] = []): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, column) => Math.max(cell.length, most[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Costs as lines for people. Empty where no agent has run yet. */
export function costLines(summary: CostSummary): readonly string[] {
  const { total, rows } = summary;
  if (total.sessions === 0) return [];
  const table = alignedTable(
    [['', 'sessions', 'in', 'cached', 'out', 'cost', 'at work'], ...rows.map(cells), cells(total)],
    [1, 2, 3, 4, 5, 6],
  );
  return [...table, '', ...costNotes(summary)];
}

/** Lines below a table of costs: what failed, what an accepted change costs, how good projections were, what is not known. */
export function costNotes({ total, wasted, accepted, projected }: CostSummary): readonly string[] {
  const spent = total.usage.usd;
  return [
    ...(wasted.sessions === 0
      ? []
      : [`Attempts that failed: ${costOf(wasted)}, ${plural(wasted.sessions, 'session')}.`]),
    ...(accepted === 0
      ? []
      : [`Per committed wave: ${spent === undefined ? 'no cost known' : dollars(spent / accepted)} (${accepted}).`]),
    ...(projected.waves === 0
      ? []
      : [
          `Projected before the launch: ${plural(projected.waves, 'wave')}, off by ${Math.round(projected.error * 100)}% on average, ${projected.inside} within what was expected.`,
        ]),
    ...(total.unpriced === 0
      ? []
      : [`No price known: ${plural(total.unpriced, 'session')} with tokens only. Give one with --prices FILE.`]),
    ...(total.silent === 0 ? [] : [`No usage reported: ${plural(total.silent, 'session')}; their programs tell none.`]),
  ];
}

/** Costs as comma-separated values (RFC 4180), with a line of names first. */
export function costCsv({ rows, total }: CostSummary, by: string): string {
  const head = [by, 'sessions', 'input_tokens', 'cached_tokens', 'output_tokens', 'usd', 'unpriced', 'milliseconds'];
  const lines = [...rows, total].map(({ label, sessions, usage, unpriced, milliseconds }) =>
    [
      label,
      sessions,
      usage.inputTokens,
      usage.cachedTokens,
      usage.outputTokens,
      // Sums of dollars have no more digits than the smallest price tells.
      usage.usd === undefined ? '' : Number(usage.usd.toFixed(6)),
      unpriced,
      milliseconds,
    ]
      .map((value) => quoted(String(value)))
      .join(','),
  );
  return [head.join(','), ...lines, ''].join('\r\n');
}

/** Failures of many runs as lines for people: by kind, by pattern, and from one stretch of time to the next. */
export function failureLines(
  kinds: readonly FailureKind[],
  stopped: readonly PatternRow[],
  rows: readonly TrendRow[],
): readonly string[] {
  const [before, latest] = [rows.at(-2), rows.at(-1)];
  const table = alignedTable(
    [
      ['', 'failure', 'times', 'runs', 'agents at work', 'cost', 'trend', 'caught by'],
      ...kinds.map(({ kind, pattern = '', title, count, runs, milliseconds, usd, caughtBy }) => [
        pattern,
        title,
        String(count),
        String(runs),
        durationText(milliseconds),
        usd === 0 ? '' : dollars(usd),
        `${before === undefined ? '' : `${before.kinds[kind] ?? 0} → `}${latest?.kinds[kind] ?? 0}`,
        caughtBy,
      ]),
    ],
    [2, 3, 4, 5],
  );
  const byPattern = alignedTable(
    [
      ['', 'pattern', 'stopped', 'runs', 'agents at work', 'held by'],
      ...stopped.map(({ id, title, count, runs, milliseconds, heldBy }) => [
        id,
        title,
        String(count),
        String(runs),
        durationText(milliseconds),
        heldBy,
      ]),
    ],
    [2, 3, 4],
  );
  const details = kinds.flatMap(({ title, otherwise, latest }) => [
    '',
    `${title}. Without the check: ${otherwise}`,
    ...latest.map(({ run, wave, subject, at, message }) => {
      const where = [run, wave, subject].filter((part) => part !== undefined).join(' ');
      return `  ${new Date(at).toISOString()}  ${where}: ${message}`;
    }),
  ]);
  const over = alignedTable(
    [
      ['from', 'runs', 'agent sessions', 'failures', 'per 100 sessions'],
      ...rows.map(({ from, runs, sessions, failures }) => [
        new Date(from).toISOString().slice(0, 10),
        String(runs),
        String(sessions),
        String(failures),
        sessions === 0 ? '' : (100 * (failures / sessions)).toFixed(1),
      ]),
    ],
    [1, 2, 3, 4],
  );
  const lost = stopped.flatMap(({ id, count, otherwise }) => (count === 0 ? [] : [`${id}. Without it: ${otherwise}`]));
  return [...table, ...details, '', ...byPattern, ...lost, '', ...over];
}

function cells(row: CostRow): readonly string[] {
  const { label, sessions, usage, milliseconds } = row;
  return [
    label,
    String(sessions),
    shortAmount(usage.inputTokens),
    shortAmount(usage.cachedTokens),
    shortAmount(usage.outputTokens),
    costOf(row),
    durationText(milliseconds),
  ];
}

function costOf({ usage, unpriced }: CostRow): string {
  if (usage.usd === undefined) return 'unknown';
  return `${unpriced > 0 ? 'at least ' : ''}${dollars(usage.usd)}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A cell that a spreadsheet takes neither for several nor for a formula. */
function quoted(value: string): string {
  const safe = /^[=+@\t\r-]/u.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
