import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  everOpens,
  isTimeZone,
  longestClosed,
  momentText,
  nextOpening,
  windowText,
} from '../../../../src/core/plan/gateWindow.ts';
import type { GateWindow } from '../../../../src/core/plan/gateWindow.ts';
import { weekdays } from '../../../../src/core/plan/schema/vocabulary.ts';

const minute = 60_000;
const berlin = 'Europe/Berlin';
const everyDay = [...weekdays];

function window(days: GateWindow['days'], between?: string, zone = 'UTC'): GateWindow {
  return { days, ...(between === undefined ? {} : { between }), zone };
}

/** The next opening after a moment, as ISO 8601 to the minute. */
function opens(given: GateWindow, at: string): string | undefined {
  const next = nextOpening(given, Date.parse(at));
  return next === undefined ? undefined : `${new Date(next).toISOString().slice(0, 16)}Z`;
}

suite('the next opening of a window', () => {
  for (const [what, given, at, expected] of [
    ['is now at its first minute', window(['mon'], '09:00-17:00'), '2026-11-30T09:00Z', '2026-11-30T09:00Z'],
    ['is now at its last minute', window(['mon'], '09:00-17:00'), '2026-11-30T16:59Z', '2026-11-30T16:59Z'],
    ['is a week later once it has closed', window(['mon'], '09:00-17:00'), '2026-11-30T17:00Z', '2026-12-07T09:00Z'],
    ['is later on the same day', window(['mon'], '09:00-17:00'), '2026-11-30T08:59Z', '2026-11-30T09:00Z'],
    ['is on the nearest of its days', window(['tue', 'fri'], '09:00-17:00'), '2026-12-02T12:00Z', '2026-12-04T09:00Z'],
    ['is at midnight where it is open all day', window(['sat']), '2026-11-30T12:34Z', '2026-12-05T00:00Z'],
    ['is now in the morning after a night', window(['mon'], '22:00-04:00'), '2026-12-01T03:59Z', '2026-12-01T03:59Z'],
    ['is a week after a night', window(['mon'], '22:00-04:00'), '2026-12-01T04:00Z', '2026-12-07T22:00Z'],
    ['is not in the morning before a night', window(['mon'], '22:00-04:00'), '2026-11-30T03:00Z', '2026-11-30T22:00Z'],
    ['follows Sunday night into Monday', window(['sun'], '22:00-04:00'), '2026-11-30T01:00Z', '2026-11-30T01:00Z'],
    ['ends with the day at 24:00', window(['mon'], '18:00-24:00'), '2026-12-01T00:00Z', '2026-12-07T18:00Z'],
    ['is on the clock of its zone', window(['mon'], '09:00-17:00', berlin), '2026-11-30T07:00Z', '2026-11-30T08:00Z'],
    ['is on the day of its zone', window(['tue'], '00:00-01:00', berlin), '2026-11-30T23:30Z', '2026-11-30T23:30Z'],
    ['is an hour earlier in summer', window(['mon'], '09:00-17:00', berlin), '2026-03-27T12:00Z', '2026-03-30T07:00Z'],
    ['is an hour later in winter', window(['mon'], '09:00-17:00', berlin), '2026-10-24T12:00Z', '2026-10-26T08:00Z'],
    [
      'is when the clock is put forward over its beginning',
      window(['sun'], '02:30-05:00', berlin),
      '2026-03-28T12:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'is not on a day whose clock is put forward over all of it',
      window(['sun'], '02:00-03:00', berlin),
      '2026-03-28T12:00Z',
      '2026-04-05T00:00Z',
    ],
    [
      'comes twice on a day whose clock is put back',
      window(['sun'], '02:00-02:30', berlin),
      '2026-10-25T00:45Z',
      '2026-10-25T01:00Z',
    ],
  ] as const)
    test(what, () => {
      assert.equal(opens(given, at), expected);
    });

  test('never is, without days, without a minute, or in a zone that does not exist', () => {
    assert.equal(opens(window([], '09:00-17:00'), '2026-11-30T09:00Z'), undefined);
    assert.equal(opens(window(['mon'], '09:00-09:00'), '2026-11-30T09:00Z'), undefined);
    assert.equal(opens(window(['mon'], '09:00-17:00', 'Europe/Atlantis'), '2026-11-30T09:00Z'), undefined);
    assert.equal(nextOpening(window(['mon']), NaN), undefined);
    assert.equal(nextOpening(window(['mon']), Infinity), undefined);
  });

  test('is open when it comes, and at no quarter of an hour before', () => {
    const hours = fc.constantFrom('00:00', '02:00', '02:30', '03:00', '09:30', '22:00', '23:30');
    const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 3 });
    const zones = fc.constantFrom('UTC', berlin, 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    // The days before and after clocks are put forward and back.
    const around = fc.constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-10-24', '2026-10-31', '2026-12-31');
    fc.assert(
      fc.property(days, hours, hours, zones, around, fc.nat({ max: 47 }), (on, from, to, zone, day, halves) => {
        const given = window(on, `${from}-${to}`, zone);
        const at = Date.parse(`${day}T00:00Z`) + halves * 30 * minute;
        const next = nextOpening(given, at);
        assert.equal(next !== undefined, everOpens(given));
        if (next === undefined) return;
        const isOpen = openClock(given);
        assert.ok(isOpen(next));
        for (let before = at; before < next; before += 15 * minute)
          assert.ok(!isOpen(before), `open at ${new Date(before).toISOString()}`);
      }),
      { numRuns: 100 },
    );
  });
});

/** Whether a window is open, told from the words of its plan and a clock of the place. */
function openClock({ days, between, zone }: GateWindow): (at: number) => boolean {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const [from = '00:00', to = '24:00'] = between?.split('-') ?? [];
  return (at) => {
    const [day = '', time = ''] = clock.format(at).toLowerCase().split(' ');
    const today = weekdays.findIndex((each) => each === day);
    const on = (index: number): boolean => days.some((each) => each === weekdays[(index + 7) % 7]);
    if (from < to) return on(today) && time >= from && time < to;
    return (on(today) && time >= from) || (on(today - 1) && time < to);
  };
}

suite('a window', () => {
  for (const [given, minutes] of [
    [window(everyDay), 0],
    [window(everyDay, '09:00-17:00'), 16 * 60],
    [window(everyDay, '00:00-24:00'), 0],
    [window(['mon']), 6 * 24 * 60],
    [window(['mon'], '09:00-17:00'), 7 * 24 * 60 - 8 * 60],
    [window(['fri', 'mon'], '09:00-17:00'), 4 * 24 * 60 - 8 * 60],
    [window(everyDay, '22:00-04:00'), 18 * 60],
    [window([], '09:00-17:00'), Infinity],
    [window(['mon'], '09:00-09:00'), Infinity],
  ] as const)
    test(`${windowText(given)} stays closed for ${minutes} minutes at the longest`, () => {
      assert.equal(longestClosed(given), minutes);
    });

  test('is said in a few words', () => {
    assert.equal(windowText(window(['mon', 'tue'], '09:00-17:00', berlin)), 'mon, tue 09:00-17:00 (Europe/Berlin)');
    assert.equal(windowText(window(everyDay, '22:00-04:00')), 'every day 22:00-04:00 (UTC)');
    assert.equal(windowText(window(everyDay)), 'every day (UTC)');
  });
});

suite('a time zone', () => {
  for (const name of ['UTC', berlin, 'America/Argentina/Buenos_Aires']) {
    test(`is called ${name}`, () => {
      assert.equal(isTimeZone(name), true);
    });
  }
  for (const name of ['', 'Berlin', 'Europe/Atlantis', '__proto__', 'constructor', ' ', '💥']) {
    test(`is not called ${JSON.stringify(name)}`, () => {
      assert.equal(isTimeZone(name), false);
    });
  }
});

suite('a moment on the clock of a place', () => {
  test('has weekday, date and time of that place', () => {
    const at = Date.parse('2026-11-29T23:05:59Z');
    assert.equal(momentText(at, 'UTC'), 'sun 2026-11-29 23:05');
    assert.equal(momentText(at, berlin), 'mon 2026-11-30 00:05');
    assert.equal(momentText(at, 'America/New_York'), 'sun 2026-11-29 18:05');
    assert.equal(momentText(Date.parse('2026-01-05T00:00Z'), 'UTC'), 'mon 2026-01-05 00:00');
  });

  test('is told in UTC where no zone has that name, and whatever it is', () => {
    assert.equal(momentText(0, 'Europe/Atlantis'), '1970-01-01T00:00:00.000Z');
    for (const at of [NaN, Infinity, -Infinity, 1e300]) assert.equal(momentText(at, 'UTC'), 'an unknown time');
  });
});
