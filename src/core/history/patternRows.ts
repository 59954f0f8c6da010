import type { Failure } from './failures.ts';
import { patterns } from './patterns.ts';
import type { Pattern } from './patterns.ts';

/** Pattern with how often its steps have stopped it. */
export interface PatternRow extends Pattern {
  readonly count: number;
  readonly runs: number;
  readonly milliseconds: number;
  readonly usd: number;
}

/** All patterns with what was stopped of each, those of which nothing was seen included. */
export function patternRows(failures: readonly Failure[]): readonly PatternRow[] {
  return patterns.map((pattern) => {
    const own = failures.filter(({ kind }) => pattern.kinds.includes(kind));
    return {
      ...pattern,
      count: own.length,
      runs: new Set(own.map(({ run }) => run)).size,
      milliseconds: own.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      usd: own.reduce((sum, { usd }) => sum + usd, 0),
    };
  });
}
