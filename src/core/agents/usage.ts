import type { Usage } from '../model/sessionResult.ts';
import type { AgentEvent } from './events.ts';

const nothing: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

/** Counts of one run as they come in; see `usageSoFar` for what they amount to. */
export interface UsageCount {
  readonly requests: Partial<Usage>;
  readonly run: Partial<Usage>;
  readonly conversation: Partial<Usage>;
}

const names = ['inputTokens', 'cachedTokens', 'outputTokens', 'usd'] as const;

export const noUsage: UsageCount = { requests: {}, run: {}, conversation: {} };

/**
 * Takes one count in. Those of requests add up; so do those of a run, as a program that its agent made go on after its last
 * words counts each turn alone. What a run counts includes the requests before it. Those of a conversation replace each other.
 */
export function countUsage(count: UsageCount, { covers, used }: Extract<AgentEvent, { type: 'usage' }>): UsageCount {
  switch (covers) {
    case 'request':
      return { ...count, requests: addUsage({ ...nothing, ...count.requests }, used) };
    case 'run':
      return { ...count, requests: without(count.requests, used), run: plus(count.run, used) };
    case 'conversation':
      return { ...count, conversation: { ...count.conversation, ...used } };
  }
}

/** The sum of each number that either has. */
function plus(a: Partial<Usage>, b: Partial<Usage>): Partial<Usage> {
  const sum: { -readonly [Name in keyof Usage]?: Usage[Name] } = { ...a };
  for (const name of names) if (b[name] !== undefined) sum[name] = (a[name] ?? 0) + b[name];
  return sum;
}

/** The numbers of `a` that `b` does not have. */
function without(a: Partial<Usage>, b: Partial<Usage>): Partial<Usage> {
  return Object.fromEntries(Object.entries(a).filter(([name]) => !(name in b)));
}

/**
 * Usage of a run so far, each number from the best count available: the program's own total of the run with the requests
 * since then, else its total of the conversation less what was used before, else the sum of its requests.
 *
 * @param before what earlier runs of the same conversation have used
 * @returns undefined while nothing was counted
 */
export function usageSoFar(count: UsageCount, before: Usage = nothing): Usage | undefined {
  const best = (name: keyof Usage): number | undefined => {
    const total = count.conversation[name];
    const own = total === undefined ? undefined : Math.max(0, total - (before[name] ?? 0));
    const [run, requests] = [count.run[name], count.requests[name]];
    return run === undefined ? (own ?? requests) : run + (requests ?? 0);
  };
  const [inputTokens, cachedTokens, outputTokens, usd] = [
    best('inputTokens'),
    best('cachedTokens'),
    best('outputTokens'),
    best('usd'),
  ];
  if (inputTokens === undefined && outputTokens === undefined && usd === undefined) return undefined;
  return {
    inputTokens: inputTokens ?? 0,
    cachedTokens: cachedTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    ...(usd === undefined ? {} : { usd }),
  };
}

/** The sum of two usages; its cost is known if that of either is. */
export function addUsage(a: Usage, b: Partial<Usage>): Usage {
  const usd = a.usd === undefined && b.usd === undefined ? {} : { usd: (a.usd ?? 0) + (b.usd ?? 0) };
  return {
    inputTokens: a.inputTokens + (b.inputTokens ?? 0),
    cachedTokens: a.cachedTokens + (b.cachedTokens ?? 0),
    outputTokens: a.outputTokens + (b.outputTokens ?? 0),
    ...usd,
  };
}

/** Which limit a usage has reached, in words; undefined while there is room. */
export function reachedLimit(
  usage: Usage,
  limits: { readonly usd?: number | undefined; readonly tokens?: number | undefined },
): string | undefined {
  const tokens = usage.inputTokens + usage.outputTokens;
  if (limits.tokens !== undefined && tokens >= limits.tokens) return `${tokens} of ${limits.tokens} tokens`;
  if (limits.usd !== undefined && usage.usd !== undefined && usage.usd >= limits.usd) {
    return `$${usage.usd.toFixed(2)} of $${limits.usd.toFixed(2)}`;
  }
  return undefined;
}

/** A usage for people: `3.6k in (25% cached) · 75 out · $0.01`. */
export function usageText({ inputTokens, cachedTokens, outputTokens, usd }: Usage): string {
  const cached =
    cachedTokens === 0 || inputTokens === 0 ? '' : ` (${Math.round((100 * cachedTokens) / inputTokens)}% cached)`;
  const cost = usd === undefined ? [] : [dollars(usd)];
  return [`${shortAmount(inputTokens)} in${cached}`, `${shortAmount(outputTokens)} out`, ...cost].join(' · ');
}

/** `$0.0042`, `$1.25`. */
export function dollars(usd: number): string {
  return `$${usd < 0.01 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

/** A number of tokens with at most one decimal: `850`, `3.6k`, `1.2M`. */
export function shortAmount(amount: number): string {
  // By what it is rounded to: a little less than a million is 1.0M, and never 1000.0k.
  if (amount < 999.5) return String(Math.round(amount));
  return amount < 999_950 ? `${(amount / 1_000).toFixed(1)}k` : `${(amount / 1_000_000).toFixed(1)}M`;
}

/** Usage after `before`, where `now` includes it. */
export function usageSince(before: Usage | undefined, now: Usage | undefined): Usage {
  const less = (name: keyof Usage): number => Math.max(0, (now?.[name] ?? 0) - (before?.[name] ?? 0));
  return {
    inputTokens: less('inputTokens'),
    cachedTokens: less('cachedTokens'),
    outputTokens: less('outputTokens'),
    ...(now?.usd === undefined ? {} : { usd: less('usd') }),
  };
}
