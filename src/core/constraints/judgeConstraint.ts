import type { Bound } from '../model/constraint.ts';
import type { Measured } from '../model/checkRun.ts';

/** The numbers measured at one commit, or why there are none. */
export type Measurement = readonly number[] | string;

/**
 * Compares what was measured with its bound. It is kept or not, whatever was before: a bound that the code broke before the
 * run is broken still. What cannot be measured is not kept.
 */
export function judgeConstraint({ bound, better }: Bound, now: Measurement, base: Measurement): Measured {
  const [value, from] = [
    typeof now === 'string' ? undefined : median(now),
    typeof base === 'string' ? undefined : median(base),
  ];
  const measured = {
    bound,
    ...(value === undefined ? {} : { value }),
    ...(from === undefined ? {} : { base: from }),
    ...(typeof now === 'string' ? {} : { times: now.length }),
  };
  if (value === undefined) return { ...measured, why: typeof now === 'string' ? now : 'It was not measured.' };
  const limit = limitOf(bound, better, from);
  if (limit === undefined) {
    const why = typeof base === 'string' ? base : 'It was not measured.';
    return { ...measured, why: `There is nothing to compare ${shown(value)} with: at the base, ${lower(why)}` };
  }
  if (keeps(value, limit)) return measured;
  const before = from === undefined ? '' : ` (${shown(from)} at the base)`;
  return { ...measured, why: `It is ${shown(value)}${before}, and has to be ${bound}.` };
}

interface Limit {
  readonly comparison: string;
  readonly value: number;
}

function limitOf(bound: string, better: Bound['better'], base: number | undefined): Limit | undefined {
  const [, comparison, number] = /^(<=|>=|<|>) *(-?\d+(?:\.\d+)?)/.exec(bound) ?? [];
  if (comparison !== undefined) return { comparison, value: Number(number) };
  if (base === undefined) return undefined;
  const [, sign = '+', amount = '0', percent] = /base *(?:([+-]) *(\d+(?:\.\d+)?) *(%)?)?$/.exec(bound) ?? [];
  const step = percent === undefined ? Number(amount) : (Math.abs(base) * Number(amount)) / 100;
  // Slack is given in the direction in which it is worse, whichever sign the bound has.
  const worse = better === 'lower' ? step : -step;
  return {
    comparison: better === 'lower' ? '<=' : '>=',
    value: base + (sign === '-' && better === 'lower' ? -worse : worse),
  };
}

function keeps(value: number, { comparison, value: limit }: Limit): boolean {
  // A percentage of a decimal number is not exact.
  const close = Math.abs(value - limit) <= Math.abs(limit) * 1e-9;
  switch (comparison) {
    case '<=':
      return value < limit || close;
    case '>=':
      return value > limit || close;
    case '<':
      return value < limit && !close;
    default:
      return value > limit && !close;
  }
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 && low !== undefined && high !== undefined ? (low + high) / 2 : high;
}

const shown = (value: number) => String(Math.round(value * 1000) / 1000);
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
