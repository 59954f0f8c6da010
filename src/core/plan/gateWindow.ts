import { weekdays } from './schema/vocabulary.ts';
import type { CustomGate } from './gateRules.ts';

/**
 * Times in which a gate can be approved. They are read off the clock of a place, so what they depend on beside the moment is
 * the rules of its time zone, which every platform has; nothing of this machine's own settings.
 */
export type GateWindow = NonNullable<CustomGate['window']>;

const dayMinutes = 24 * 60;
const minute = 60_000;
/** Largest distance from 1970 that a date has, in milliseconds. */
const lastMoment = 8.64e15;

/** Wall clock of a place: weekday from 0 for Monday, minute of the day, and the date as `2026-11-30`. */
interface WallClock {
  readonly day: number;
  readonly minutes: number;
  readonly date: string;
}

/** Clocks by time zone, of which there are some hundreds: to make one takes ten times as long as to read it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError where no time zone has that name */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  clocks.set(zone, clock);
  return clock;
}

/** @returns undefined where no time zone has that name */
function wallClock(at: number, zone: string): WallClock | undefined {
  try {
    const parts = clockOf(zone).formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
    return {
      day: weekdays.findIndex((day) => day === part('weekday').toLowerCase()),
      minutes: Number(part('hour')) * 60 + Number(part('minute')),
      date: `${part('year')}-${part('month')}-${part('day')}`,
    };
  } catch {
    return undefined;
  }
}

export function isTimeZone(name: string): boolean {
  return wallClock(0, name) !== undefined;
}

/** First and last minute of a day in the window; the last is on the next day where it is the smaller one. */
function hoursOf({ between }: GateWindow): { readonly from: number; readonly to: number } {
  const [from = 0, to = dayMinutes] = (between ?? '').match(/\d\d:\d\d/g)?.map(minutesOf) ?? [];
  return { from, to };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Whether there is any time in it. */
export function everOpens(window: GateWindow): boolean {
  const { from, to } = hoursOf(window);
  return window.days.length > 0 && from !== to;
}

function isOpen(window: GateWindow, { day, minutes }: WallClock): boolean {
  const { from, to } = hoursOf(window);
  const on = (index: number): boolean => window.days.some((name) => name === weekdays[(index + 7) % 7]);
  if (from < to) return on(day) && minutes >= from && minutes < to;
  return (on(day) && minutes >= from) || (on(day - 1) && minutes < to);
}

/** @returns the moment itself while the window is open; undefined where it never opens */
export function nextOpening(window: GateWindow, at: number): number | undefined {
  const here = wallClock(at, window.zone);
  if (here === undefined || !everOpens(window)) return undefined;
  if (isOpen(window, here)) return at;
  const midnight = at - (at % minute) - here.minutes * minute;
  for (let day = 0; day <= 8; day += 1) {
    const opening = mayOpen(window, midnight + day * dayMinutes * minute)
      .sort((one, other) => one - other)
      .find((moment) => moment > at && isOpenAt(window, moment));
    if (opening !== undefined) return opening;
  }
  return undefined;
}

/** Moments at which it may open on the day of 24 hours from a midnight: its first minute, and any at which the clock is set. */
function mayOpen(window: GateWindow, midnight: number): number[] {
  const { from } = hoursOf(window);
  const first = midnight + from * minute;
  const margin = 120;
  const start = wallClock(midnight - margin * minute, window.zone)?.minutes ?? 0;
  const end = wallClock(midnight + (dayMinutes + margin) * minute, window.zone)?.minutes ?? 0;
  const set = turned(end - start - 2 * margin);
  const off = turned(from - (wallClock(first, window.zone)?.minutes ?? from));
  if (set === 0) return [first + off * minute];
  // Clocks are set by whole quarters of an hour, at one of them.
  const quarters = Array.from({ length: 4 * 24 + 8 }, (_, index) => midnight - 60 * minute + index * 15 * minute);
  return [...quarters, ...[0, off, -set, set, off - set, off + set].map((by) => first + by * minute)];
}

/** Minutes of a day as the shorter way round the clock, forward or back. */
function turned(minutes: number): number {
  return ((((minutes + dayMinutes / 2) % dayMinutes) + dayMinutes) % dayMinutes) - dayMinutes / 2;
}

function isOpenAt(window: GateWindow, moment: number): boolean {
  const there = wallClock(moment, window.zone);
  return there !== undefined && isOpen(window, there);
}

/** Longest time in minutes in which it stays closed. */
export function longestClosed(window: GateWindow): number {
  if (!everOpens(window)) return Infinity;
  const { from, to } = hoursOf(window);
  const length = (to - from + dayMinutes) % dayMinutes || dayMinutes;
  const open = weekdays.flatMap((day, index) => (window.days.includes(day) ? [index * dayMinutes + from] : []));
  return Math.max(
    ...open.map((start, index) => (open[index + 1] ?? (open[0] ?? 0) + 7 * dayMinutes) - start - length),
    0,
  );
}

/** `mon, tue 09:00-17:00 (Europe/Berlin)` */
export function windowText({ days, between, zone }: GateWindow): string {
  const on = days.length === weekdays.length ? 'every day' : days.join(', ');
  return `${on}${between === undefined ? '' : ` ${between}`} (${zone})`;
}

/** `mon 2026-11-30 09:00` on the clock of a place. */
export function momentText(at: number, zone: string): string {
  const clock = wallClock(at, zone);
  if (clock === undefined) return Math.abs(at) <= lastMoment ? new Date(at).toISOString() : 'an unknown time';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${weekdays[clock.day] ?? ''} ${clock.date} ${two(Math.floor(clock.minutes / 60))}:${two(clock.minutes % 60)}`;
}
