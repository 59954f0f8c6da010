import type { Reset } from '../../core/agents/usageLimit.ts';

/**
 * When a limit is lifted.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds; undefined when the words name a time zone that this machine does not know
 */
export function resetTime(reset: Reset, now: number): number | undefined {
  if (reset.kind === 'at') return reset.at;
  if (reset.kind === 'after') return now + reset.milliseconds;
  const { hour, minute, date, zone } = reset;
  try {
    const today = wallClock(now, zone);
    const year = date?.year ?? today.year;
    const month = date?.month ?? today.month;
    const day = date?.day ?? today.day;
    const at = epochOf(Date.UTC(year, month - 1, day, hour, minute), zone);
    if (at > now || date?.year !== undefined) return at;
    // It has passed already, so the next day or year is meant.
    return date === undefined
      ? epochOf(Date.UTC(year, month - 1, day + 1, hour, minute), zone)
      : epochOf(Date.UTC(year + 1, month - 1, day, hour, minute), zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The time shown, as if it were UTC. */
  readonly shown: number;
}

function wallClock(at: number, zone: string | undefined): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, shown: Date.UTC(year, month - 1, day, hour, minute, second) };
}

/** The moment at which clocks of the zone show this time; once more where summer time begins or ends between the two. */
function epochOf(shown: number, zone: string | undefined): number {
  const offset = (at: number) => wallClock(at, zone).shown - Math.floor(at / 1000) * 1000;
  const guess = shown - offset(shown);
  return shown - offset(guess);
}
