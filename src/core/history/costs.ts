import { own } from '../../util/records.ts';
import { addUsage } from '../agents/usage.ts';
import type { Usage } from '../model/sessionResult.ts';
import type { RunHistory, SessionSpan } from './model.ts';

/** US dollars per million tokens of one model. `cached`: tokens read from a cache, the input price where absent. */
export interface Price {
  readonly input: number;
  readonly cached?: number | undefined;
  readonly output: number;
}

/** Prices by the name of the model as the plan gives it, or by the driver for agents without one. */
export type Prices = Readonly<Record<string, Price>>;

export const costKeys = ['run', 'wave', 'attempt', 'task', 'team', 'agent', 'kind', 'person', 'day'] as const;
export type CostKey = (typeof costKeys)[number];

/** Usage of one group of agent sessions. */
export interface CostRow {
  readonly label: string;
  readonly sessions: number;
  readonly usage: Usage;
  /** Sessions with tokens but without a price: their cost is missing in `usage.usd`. */
  readonly unpriced: number;
  /** Sessions whose program told neither tokens nor cost. */
  readonly silent: number;
  /** Milliseconds of all its sessions together. */
  readonly milliseconds: number;
}

export interface CostSummary {
  readonly total: CostRow;
  readonly rows: readonly CostRow[];
  /** Sessions of attempts that failed, or that did not end done. */
  readonly wasted: CostRow;
  /** Waves that were committed: the accepted changes. */
  readonly accepted: number;
  /** Waves that were projected before their launch, and how far that was off. */
  readonly projected: ProjectionRecord;
}

/**
 * Costs of runs, grouped by one key, the most expensive group first; by day in the order of time.
 * @param utcOffset minutes that local time is ahead of UTC, for the days
 */
export function costsOf(
  histories: readonly RunHistory[],
  by: CostKey,
  prices: Prices = {},
  utcOffset = 0,
): CostSummary {
  const groups = new Map<string, CostRow>();
  let total = empty('total');
  let wasted = empty('attempts that failed');
  for (const history of histories) {
    for (const session of history.sessions) {
      if (session.agent === undefined) continue;
      const label = labelOf(history, session, by, utcOffset);
      const row = rowOf(session, history.updatedAt, prices);
      groups.set(label, plus(groups.get(label) ?? empty(label), row));
      total = plus(total, row);
      if (isWasted(history, session)) wasted = plus(wasted, row);
    }
  }
  const rows = [...groups.values()].sort((one, other) =>
    by === 'day' ? order(one.label, other.label) : weight(other) - weight(one) || order(one.label, other.label),
  );
  const accepted = histories
    .flatMap(({ attempts }) => attempts)
    .filter(({ outcome }) => outcome === 'committed').length;
  return { total, rows, wasted, accepted, projected: projectionRecord(histories) };
}

/** Errors of earlier projections. */
export interface ProjectionRecord {
  readonly waves: number;
  /** Waves of which every number was between the two that were given. */
  readonly inside: number;
  /** Mean distance of what was taken from what was expected, as a part of that: of the cost where it is known, else of tokens, else of time. */
  readonly error: number;
}

function projectionRecord(histories: readonly RunHistory[]): ProjectionRecord {
  const pairs = histories.flatMap(({ projected }) =>
    projected.map(({ projection, taken }) =>
      (
        [
          [projection.usd, taken.usd],
          [projection.tokens, taken.tokens],
          [projection.minutes, taken.minutes],
        ] as const
      ).flatMap(([expected, amount]) =>
        expected === undefined || amount === undefined || expected.mean === 0 ? [] : [{ expected, amount }],
      ),
    ),
  );
  const errors = pairs.flatMap(([first]) =>
    first === undefined ? [] : [Math.abs(first.amount / first.expected.mean - 1)],
  );
  return {
    waves: errors.length,
    inside: pairs.filter(
      (all) => all.length > 0 && all.every(({ expected, amount }) => amount >= expected.low && amount <= expected.high),
    ).length,
    error: errors.length === 0 ? 0 : errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

/** Cost of a usage in US dollars: what the program told, else by the table; undefined where neither knows. */
export function dollarsOf(usage: Usage, { model, driver }: Pick<SessionSpan, 'model' | 'driver'>, prices: Prices) {
  if (usage.usd !== undefined) return usage.usd;
  const price = own(prices, model ?? '') ?? own(prices, driver ?? '');
  if (price === undefined) return undefined;
  const fresh = Math.max(0, usage.inputTokens - usage.cachedTokens);
  const sum =
    fresh * price.input + usage.cachedTokens * (price.cached ?? price.input) + usage.outputTokens * price.output;
  return sum / 1_000_000;
}

function rowOf(session: SessionSpan, until: number, prices: Prices): CostRow {
  const { usage, from, to = until } = session;
  const usd = usage && dollarsOf(usage, session, prices);
  return {
    label: '',
    sessions: 1,
    usage: { ...(usage ?? nothing), ...(usd === undefined ? {} : { usd }) },
    unpriced: usage !== undefined && usd === undefined ? 1 : 0,
    silent: usage === undefined ? 1 : 0,
    milliseconds: to - from,
  };
}

function labelOf(history: RunHistory, session: SessionSpan, by: CostKey, utcOffset: number): string {
  const { wave, attempt = 1, subject, kind, agent = '', driver, model } = session;
  const where = wave ?? kind;
  switch (by) {
    case 'run':
      return `${history.run} ${history.title}`;
    case 'wave':
      return `${history.run} ${where}`;
    case 'attempt':
      return `${history.run} ${where} attempt ${attempt}`;
    case 'task':
      return `${history.run} ${where} ${subject}`;
    case 'team':
      return session.supervises === undefined ? (session.team ?? 'no team') : subject;
    case 'agent':
      return [agent, driver, model].filter((part) => part !== undefined).join(' ');
    case 'kind':
      return session.supervises === undefined ? kind : 'supervisor';
    case 'person':
      return launchedBy(history, session) ?? 'nobody yet';
    case 'day':
      return new Date(session.from + utcOffset * 60_000).toISOString().slice(0, 10);
  }
}

/** Person who let the session start: whoever approved a gate of its wave last, else whoever approved one last. */
function launchedBy({ gates }: RunHistory, { wave, from }: SessionSpan): string | undefined {
  const before = gates.filter(({ status, to }) => status === 'approved' && to !== undefined && to <= from);
  const own = before.findLast((gate) => gate.wave === wave);
  return (own ?? before.at(-1))?.who;
}

function isWasted({ attempts }: RunHistory, { wave, attempt, outcome }: SessionSpan): boolean {
  if (outcome !== undefined && outcome !== 'done') return true;
  return attempts.some((one) => one.wave === wave && one.attempt === attempt && one.outcome === 'failed');
}

const nothing: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

function empty(label: string): CostRow {
  return { label, sessions: 0, usage: nothing, unpriced: 0, silent: 0, milliseconds: 0 };
}

function plus(sum: CostRow, row: CostRow): CostRow {
  return {
    label: sum.label,
    sessions: sum.sessions + row.sessions,
    usage: addUsage(sum.usage, row.usage),
    unpriced: sum.unpriced + row.unpriced,
    silent: sum.silent + row.silent,
    milliseconds: sum.milliseconds + row.milliseconds,
  };
}

/** Dollars first; groups without any in the order of their tokens. */
function weight({ usage }: CostRow): number {
  return (usage.usd ?? 0) * 1e12 + usage.inputTokens + usage.outputTokens;
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
