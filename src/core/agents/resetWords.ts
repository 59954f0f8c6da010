/** Time of day that clocks of a zone show. */
export interface ClockReset {
  readonly kind: 'clock';
  readonly hour: number;
  readonly minute: number;
  /** Absent: the next such time of day. Month counts from 1. */
  readonly date?: { readonly month: number; readonly day: number; readonly year?: number };
  /** The next such day; 0 is Sunday. */
  readonly weekday?: number;
  /** Days from today. */
  readonly inDays?: number;
  /** IANA name, or minutes east of UTC; absent: the zone of the machine. */
  readonly zone?: string | number;
}

/** Words after which the time of a reset is told. */
const leads = /\b(?:resets?|again|until|available|retry|continue|resumes?|renews?|lifted|refresh(?:es)?|back)\b/gi;

/** Words between the parts of a time, which say nothing. */
const filler = /^(?:[\s,:(]+|(?:at|on|by|after|around|about|approximately|next|this|coming|the|of|is)\b)/i;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Parts = Partial<Omit<ClockReset, 'kind'>>;

/** A part of a time where the words begin with it, and what it says; undefined where its numbers are none of a time. */
const parts: readonly (readonly [RegExp, (found: readonly string[]) => Parts | undefined])[] = [
  [/^(\d{4})-(\d\d)-(\d\d)(?:T(?=\d))?/, ([, year, month, day]) => dated(month, day, year)],
  [/^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?![\d/])/, ([, one, other, year]) => slashed(one, other, year)],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{4})?(?!\d)/, ([, day, month, year]) => dated(month, day, year)],
  [
    new RegExp(`^${monthName}\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,?\\s+(\\d{4})(?![\\d:]))?`, 'i'),
    ([, month, day, year]) => dated(monthOf(month), day, year),
  ],
  [
    new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${monthName}(?:,?\\s+(\\d{4})(?![\\d:]))?`, 'i'),
    ([, day, month, year]) => dated(monthOf(month), day, year),
  ],
  [
    /^(sun|mon|tue|wed|thu|fri|sat)(?:s|r|rs|day|sday|nesday|rsday|urday)?\b\.?/i,
    ([, day = '']) => ({ weekday: days.indexOf(day.toLowerCase()) }),
  ],
  [/^tomorrow\b/i, () => ({ inDays: 1 })],
  [/^today\b/i, () => ({ inDays: 0 })],
  [/^(?:12\s*)?noon\b/i, () => ({ hour: 12, minute: 0 })],
  [/^(?:12\s*)?midnight\b/i, () => ({ hour: 0, minute: 0 })],
  [
    /^(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?(?:\s*([ap])\.?\s?m\b\.?)?/i,
    ([, hour, minute, half]) => timed(hour, minute, half),
  ],
  [/^(\d{1,2})\s*([ap])\.?\s?m\b\.?/i, ([, hour, half]) => timed(hour, '0', half)],
  [/^(?:UTC|GMT|Z\b)?\s?([+-])(\d{1,2}):?(\d\d)?(?!\d)/i, ([, sign, hours, minutes]) => eastward(sign, hours, minutes)],
  [/^([A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+)+|UTC|GMT)\b/, ([, zone]) => (zone === undefined ? undefined : { zone })],
  [/^Z\b/, () => ({ zone: 'UTC' })],
  [
    /^(pacific|mountain|central|eastern)\b(?:\s+(?:standard|daylight))?(?:\s+time)?/i,
    ([, area]) => ({ zone: american(area) }),
  ],
  [/^([A-Z]{2,5})\b/, ([, name = '']) => shortZone(name)],
];

/**
 * Date and time of a reset, in any order: `resets Dec 1 at 9am (UTC)`, `12/1/2026, 9:00 AM PST`, `until Monday at 9 AM`.
 * Undefined where there is no time of day, or a part contradicts itself. Total.
 */
export function clockReset(words: string): ClockReset | undefined {
  for (const lead of words.matchAll(leads)) {
    const read = readTime(words.slice(lead.index + lead[0].length).slice(0, longest));
    if (read?.hour !== undefined) return { kind: 'clock', minute: 0, ...read, hour: read.hour };
  }
  return undefined;
}

/** No time needs more characters. */
const longest = 120;

function readTime(words: string): Parts | undefined {
  let rest = words;
  let read: Parts = {};
  for (;;) {
    const skipped = filler.exec(rest)?.[0].length ?? 0;
    const next = skipped > 0 ? { length: skipped, says: {} } : partOf(rest);
    if (next === undefined) return read;
    // A second time of day, date or zone belongs to something else.
    if (Object.keys(next.says).some((name) => name in read)) return read;
    read = { ...read, ...next.says };
    rest = rest.slice(next.length).replace(/^\)/, ' ');
  }
}

function partOf(rest: string): { readonly length: number; readonly says: Parts } | undefined {
  for (const [pattern, read] of parts) {
    const found = pattern.exec(rest);
    const says = found === null || found[0] === '' ? undefined : read(found);
    if (found !== null && says !== undefined) return { length: found[0].length, says };
  }
  return undefined;
}

function dated(month: string | number = '', day = '', year?: string): Parts | undefined {
  const date = { month: Number(month), day: Number(day) };
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return undefined;
  const full = year?.length === 2 ? `20${year}` : year;
  return { date: full === undefined ? date : { ...date, year: Number(full) } };
}

/** Month and day, as the providers write; the other way round where that is no date. */
function slashed(one = '', other = '', year?: string): Parts | undefined {
  return dated(one, other, year) ?? dated(other, one, year);
}

function monthOf(name = ''): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

function timed(hours = '', minutes = '', half?: string): Parts | undefined {
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (minute > 59 || hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return undefined;
  if (half === undefined) return { hour, minute };
  return { hour: (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0), minute };
}

function eastward(sign = '+', hours = '', minutes = '0'): Parts | undefined {
  const offset = Number(hours) * 60 + Number(minutes);
  return offset > 14 * 60 ? undefined : { zone: sign === '-' ? -offset : offset };
}

const american = (area = ''): string =>
  ({ pacific: 'America/Los_Angeles', mountain: 'America/Denver', central: 'America/Chicago' })[area.toLowerCase()] ??
  'America/New_York';

/** People write the winter's name in summer, too, so these are places; an offset is one where the name leaves no doubt. */
const shortZones: Readonly<Record<string, string>> = {
  PT: 'America/Los_Angeles',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  MT: 'America/Denver',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  CT: 'America/Chicago',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  ET: 'America/New_York',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  WET: 'Europe/Lisbon',
  WEST: 'Europe/Lisbon',
  BST: 'Europe/London',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  MEZ: 'Europe/Berlin',
  MESZ: 'Europe/Berlin',
  EET: 'Europe/Helsinki',
  EEST: 'Europe/Helsinki',
  IST: 'Asia/Kolkata',
  SGT: 'Asia/Singapore',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
};

/** A zone that is not known keeps its name, so that nobody takes the time for one of this machine. */
function shortZone(name: string): Parts | undefined {
  const known = Object.hasOwn(shortZones, name) ? shortZones[name] : undefined;
  if (known !== undefined) return { zone: known };
  return /^[A-Z]{2,4}T$/.test(name) ? { zone: name } : undefined;
}
