import { clockReset } from './resetWords.ts';
import type { ClockReset } from './resetWords.ts';

/**
 * Words of providers that say: this account may not continue for now. They differ between programs and change with
 * every version, so they are all read here, and nowhere else.
 */

/** Time when a limit is lifted, as far as the words tell; times of day still need a clock and a time zone. */
export type Reset =
  | { readonly kind: 'at'; /** Epoch milliseconds. */ readonly at: number }
  | { readonly kind: 'after'; readonly milliseconds: number }
  | ClockReset;

const signs: readonly RegExp[] = [
  /\b(?:hit|reached|exceeded|used up)\b.{0,20}\b(?:your|the)\b.{0,40}\blimits?\b/i,
  /\b(?:usage|session|weekly|daily|monthly|hourly|message|request|opus|sonnet|\d+[- ]?h(?:our)?|five[- ]hour)s?[- ]limits?\b.{0,30}\b(?:reached|exceeded|hit)\b/i,
  /\busage[ _-]limit/i,
  /\blimits?\b.{0,20}\bresets?\b/i,
  /resource[ _]exhausted/i,
  /quota[ _]?(?:exceeded|reached|limit)|(?:exceeded|exhausted)\b.{0,30}\bquota\b|quota\b.{0,40}\b(?:has been |was )?(?:reached|exceeded|exhausted|used up)/i,
  /premium[ _-]request\b.{0,60}\b(?:exceeded|reached|limit|allowance|used|exhausted|remaining)|(?:exceeded|used all|no|out of)\b.{0,40}\bpremium[ _-]request/i,
  /\b429\b|\b529\b|rate[ _-]?limit|too many requests|overloaded/i,
];

/** Whether the words say that a limit of the provider is reached, or that it has no room for now. */
export function saysLimit(words: string): boolean {
  return signs.some((sign) => sign.test(words));
}

/** Time when the limit is lifted; undefined where the words do not tell. Total. */
export function resetIn(words: string): Reset | undefined {
  return epoch(words) ?? isoTime(words) ?? duration(words) ?? clockReset(words);
}

/** `usage limit reached|1795900800`, `"resetsAt":1795900800`: seconds or milliseconds. */
function epoch(words: string): Reset | undefined {
  const found = /(?:\||resets?_?(?:at|in)?["':=\s]{1,4})(\d{10})(\d{3})?(?!\d)/i.exec(words);
  return found === null ? undefined : { kind: 'at', at: Number(found[1]) * 1000 };
}

function isoTime(words: string): Reset | undefined {
  const found =
    /(?:resets?|again|retry|until|available)\D{0,20}(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s?(Z|UTC|[+-]\d\d:?\d\d)/i.exec(
      words,
    );
  if (found === null) return undefined;
  const [, day = '', hour, minute, second = '0', zone = 'Z'] = found;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const sign = /^[+-]/.test(zone) ? (zone.startsWith('-') ? -1 : 1) : 0;
  const offset = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
  const at = Date.UTC(year, month - 1, date, Number(hour), Number(minute), Number(second));
  return { kind: 'at', at: at - (sign === 0 ? 0 : offset) };
}

const units: readonly (readonly [RegExp, number])[] = [
  [/(\d+(?:\.\d+)?)\s*(?:d|days?)(?![a-z])/i, 86_400_000],
  [/(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)(?![a-z])/i, 3_600_000],
  [/(\d+(?:\.\d+)?)\s*(?:m|mins?|minutes?)(?![a-z])/i, 60_000],
  [/(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)(?![a-z])/i, 1_000],
];

/** `try again in 3h 20m`, `retry after 34.07s`, `Retry-After: 120`, `"retryDelay": "34s"`. */
function duration(words: string): Reset | undefined {
  const lead =
    /(?:(?:again|retry|resets?|reset|wait|available|continue|resumes?|renews?|lifted|refresh(?:es)?|back)[ -]?(?:in|after|for)|retry-?_?(?:after|delay))["':=\s]{0,4}(?:about |approximately |around |another |~)?/i;
  const found = lead.exec(words);
  if (found === null) return undefined;
  const rest = words.slice(found.index + found[0].length);
  const text = /^(?:\d+(?:\.\d+)?\s*[a-z]*[\s,]*(?:and\s)?){1,4}/i.exec(rest)?.[0] ?? '';
  const milliseconds = units.reduce((sum, [unit, size]) => sum + Number(unit.exec(text)?.[1] ?? 0) * size, 0);
  if (milliseconds > 0) return { kind: 'after', milliseconds };
  const bare = /^\d+(?![\d:.])/.exec(rest);
  return bare === null ? undefined : { kind: 'after', milliseconds: Number(bare[0]) * 1_000 };
}
