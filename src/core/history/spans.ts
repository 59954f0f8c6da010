import type { Span } from './model.ts';

/**
 * Milliseconds covered by at least one of the spans.
 * @param until the end of spans that still last
 */
export function covered(spans: readonly Span[], until: number): number {
  const sorted = [...spans].sort((one, other) => one.from - other.from);
  let milliseconds = 0;
  let reached = -Infinity;
  for (const { from, to = until } of sorted) {
    milliseconds += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return milliseconds;
}

/** A duration for people: `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return two(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return two(minutes, 60, 'h', 'min');
  return two(Math.round(minutes / 60), 24, 'd', 'h');
}

function two(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
