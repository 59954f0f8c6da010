import { dollars } from '../agents/usage.ts';
import { count } from '../words/labels.ts';
import type { Prices } from './costs.ts';
import { failureKinds, failuresOf, trend } from './failures.ts';
import type { FailureKind, TrendRow } from './failures.ts';
import type { RunHistory } from './model.ts';
import { patternRows } from './patternRows.ts';
import type { PatternRow } from './patternRows.ts';
import { durationText } from './spans.ts';

/** Runs whose failures are told, and what belongs to it. */
export interface FailureDocument {
  readonly histories: readonly RunHistory[];
  readonly prices: Prices;
  /** Runs that could not be read, as sentences. */
  readonly unread: readonly string[];
  /** Days of a stretch of the trend. */
  readonly days: number;
  /** Epoch milliseconds, from which stretches are counted back. */
  readonly now: number;
}

/** Failures of several runs, as Markdown for people: by kind with the newest of each, by pattern, and over time. */
export function failureDocument({ histories, prices, unread, days, now }: FailureDocument): string {
  const failures = histories.flatMap((history) => failuresOf(history, prices));
  const kinds = failureKinds(failures);
  const rows = trend(histories, failures, days, now);
  const parts =
    histories.length === 0
      ? ['No run has started yet in the repositories of this window, so nothing has failed.']
      : kinds.length === 0
        ? [`Nothing has failed in ${count(histories.length, 'run')}.`]
        : [...kindParts(kinds, rows), ...patternParts(patternRows(failures)), overTime(rows, days)];
  const left = unread.length === 0 ? [] : [`## Left out\n\n${unread.map((line) => `- ${line}`).join('\n')}`];
  return `${['# Forensics', ...parts, ...left].join('\n\n')}\n`;
}

function kindParts(kinds: readonly FailureKind[], rows: readonly TrendRow[]): readonly string[] {
  const [before, latest] = [rows.at(-2), rows.at(-1)];
  const trendOf = (kind: string): string =>
    `${before === undefined ? '' : `${before.kinds[kind] ?? 0} → `}${latest?.kinds[kind] ?? 0}`;
  const table = [
    '## By kind',
    '',
    '| | Failure | Times | Runs | Agents at work | Cost | Trend | Caught by |',
    '| :-- | :-- | --: | --: | --: | --: | --: | :-- |',
    ...kinds.map(({ kind, pattern = '', title, count: times, runs, milliseconds, usd, caughtBy }) =>
      row([pattern, title, times, runs, durationText(milliseconds), cost(usd), trendOf(kind), caughtBy]),
    ),
  ];
  const details = kinds.map(({ title, otherwise, latest: newest }) =>
    [
      `### ${title}`,
      '',
      `Without the check: ${otherwise}`,
      '',
      ...newest.map(({ run, wave, subject, at, message }) => {
        const where = [run, wave, subject].filter((part) => part !== undefined).join(' · ');
        return `- ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${where}: ${oneLine(message)}`;
      }),
    ].join('\n'),
  );
  return [table.join('\n'), ...details];
}

function patternParts(stopped: readonly PatternRow[]): readonly string[] {
  const table = [
    '## By pattern',
    '',
    'Failures that runs coordinated by a model repeat, each counted by what its step has stopped.',
    '',
    '| | Pattern | Stopped | Runs | Agents at work | Held by |',
    '| :-- | :-- | --: | --: | --: | :-- |',
    ...stopped.map(({ id, title, count: times, runs, milliseconds, heldBy }) =>
      row([id, title, times, runs, durationText(milliseconds), heldBy]),
    ),
  ];
  const lost = stopped.flatMap(({ id, count: times, otherwise }) =>
    times === 0 ? [] : [`- ${id}. Without it: ${otherwise}`],
  );
  return [table.join('\n'), ...(lost.length === 0 ? [] : [lost.join('\n')])];
}

function overTime(rows: readonly TrendRow[], days: number): string {
  return [
    `## Over time, in stretches of ${count(days, 'day')}`,
    '',
    '| From | Runs | Agent sessions | Failures | Per 100 sessions |',
    '| :-- | --: | --: | --: | --: |',
    ...rows.map(({ from, runs, sessions, failures }) =>
      row([
        new Date(from).toISOString().slice(0, 10),
        runs,
        sessions,
        failures,
        sessions === 0 ? '' : (100 * (failures / sessions)).toFixed(1),
      ]),
    ),
    '',
    'Another length of a stretch, such as a sprint: `wavegate forensics --days 10`.',
  ].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => oneLine(String(cell)).replaceAll('|', '\\|')).join(' | ')} |`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cost(usd: number): string {
  return usd === 0 ? '' : dollars(usd);
}
