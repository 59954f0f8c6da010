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
  const { hour, minute, date, weekday, inDays, zone } = reset;
  try {
    const today = wallClock(now, zone);
    const year = date?.year ?? today.year;
    const month = date?.month ?? today.month;
    const ahead = weekday === undefined ? (inDays ?? 0) : (weekday - today.weekday + 7) % 7;
    const day = date?.day ?? today.day + ahead;
    const at = epochOf(Date.UTC(year, month - 1, day, hour, minute), zone);
    if (date === undefined) {
      if (at > now || inDays !== undefined) return at;
      // It has passed already, so the next such day is meant.
      return epochOf(Date.UTC(year, month - 1, day + (weekday === undefined ? 1 : 7), hour, minute), zone);
    }
    // Without a year the next one is meant, unless it has just passed.
    const isLongAgo = date.year === undefined && at < now - halfYear;
    return isLongAgo ? epochOf(Date.UTC(year + 1, month - 1, day, hour, minute), zone) : at;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const halfYear = 183 * 86_400_000;

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** The time shown, as if it were UTC. */
  readonly shown: number;
}

function wallClock(at: number, zone: string | number | undefined): WallClock {
  if (typeof zone === 'number') return shownAs(Math.floor(at / 1000) * 1000 + zone * 60_000);
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
  return shownAs(Date.UTC(year, month - 1, day, hour, minute, second));
}

function shownAs(shown: number): WallClock {
  const date = new Date(shown);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    shown,
  };
}

/** The moment at which clocks of the zone show this time; once more where summer time begins or ends between the two. */
function epochOf(shown: number, zone: string | number | undefined): number {
  const offset = (at: number) => wallClock(at, zone).shown - Math.floor(at / 1000) * 1000;
  const guess = shown - offset(shown);
  return shown - offset(guess);
}
