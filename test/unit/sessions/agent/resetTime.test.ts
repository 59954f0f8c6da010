import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { resetTime } from '../../../../src/sessions/agent/resetTime.ts';

type Reset = Parameters<typeof resetTime>[0];
type Clock = Omit<Extract<Reset, { readonly hour: number }>, 'kind'>;

const clock = (more: Partial<Clock> & Pick<Clock, 'hour' | 'minute'>): Reset =>
  ({ kind: 'clock', zone: 'UTC', ...more }) as unknown as Reset;

/** Wednesday. */
const now = Date.UTC(2026, 2, 4, 15, 30);
const iso = (reset: Reset, at = now): string | undefined => {
  const time = resetTime(reset, at);
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
};

suite('the time at which a limit is lifted', () => {
  for (const [what, reset, expected] of [
    ['later today', clock({ hour: 17, minute: 0 }), '2026-03-04T17:00'],
    ['a time that has passed today: tomorrow', clock({ hour: 9, minute: 5 }), '2026-03-05T09:05'],
    ['this very minute: tomorrow', clock({ hour: 15, minute: 30 }), '2026-03-05T15:30'],
    ['tomorrow', clock({ hour: 9, minute: 0, inDays: 1 }), '2026-03-05T09:00'],
    ['today, although it has passed', clock({ hour: 9, minute: 0, inDays: 0 }), '2026-03-04T09:00'],
    ['next Monday', clock({ hour: 9, minute: 0, weekday: 1 }), '2026-03-09T09:00'],
    ['today’s weekday, later', clock({ hour: 18, minute: 0, weekday: 3 }), '2026-03-04T18:00'],
    ['today’s weekday, passed: next week', clock({ hour: 9, minute: 0, weekday: 3 }), '2026-03-11T09:00'],
    ['a date', clock({ hour: 9, minute: 0, date: { month: 3, day: 20 } }), '2026-03-20T09:00'],
    ['a date just passed', clock({ hour: 9, minute: 0, date: { month: 3, day: 1 } }), '2026-03-01T09:00'],
    ['a date two months ago: that one', clock({ hour: 9, minute: 0, date: { month: 1, day: 2 } }), '2026-01-02T09:00'],
    ['a date with its year', clock({ hour: 9, minute: 0, date: { year: 2025, month: 1, day: 2 } }), '2025-01-02T09:00'],
    ['another zone by name', clock({ hour: 17, minute: 0, zone: 'America/New_York' }), '2026-03-04T22:00'],
    ['another zone in minutes', clock({ hour: 17, minute: 0, zone: -300 }), '2026-03-04T22:00'],
    ['a zone that is a day ahead', clock({ hour: 1, minute: 0, zone: 'Pacific/Auckland' }), '2026-03-05T12:00'],
    ['a zone that nobody knows', clock({ hour: 17, minute: 0, zone: 'Mars/Olympus' }), undefined],
    ['a while', { kind: 'after', milliseconds: 90 * 60_000 }, '2026-03-04T17:00'],
    ['a moment', { kind: 'at', at: Date.UTC(2027, 0, 1) }, '2027-01-01T00:00'],
  ] as const)
    test(`is right for ${what}`, () => assert.equal(iso(reset), expected));

  test('of December is that of the year before while it is January', () => {
    const january = Date.UTC(2027, 0, 2);
    assert.equal(iso(clock({ hour: 9, minute: 0, date: { month: 1, day: 3 } }), january), '2027-01-03T09:00');
    const december = Date.UTC(2026, 11, 31);
    assert.equal(iso(clock({ hour: 9, minute: 0, date: { month: 1, day: 3 } }), december), '2027-01-03T09:00');
  });

  test('is what clocks show also on the day on which they change', () => {
    // At 2:00 on 29 March 2026 clocks in Berlin go to 3:00.
    const night = Date.UTC(2026, 2, 28, 22, 0);
    assert.equal(iso(clock({ hour: 6, minute: 0, zone: 'Europe/Berlin' }), night), '2026-03-29T04:00');
    assert.equal(iso(clock({ hour: 1, minute: 30, zone: 'Europe/Berlin' }), night), '2026-03-29T00:30');
  });

  test('of a time of day lies within the next day or so, in every zone', () => {
    fc.assert(
      fc.property(
        fc.nat(23),
        fc.nat(59),
        fc.constantFrom<string | number>('UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati', -720, 840),
        fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) }),
        (hour, minute, zone, at) => {
          const time = resetTime(clock({ hour, minute, zone }), at) ?? assert.fail();
          assert.ok(time > at && time <= at + 25 * 3_600_000, new Date(time).toISOString());
        },
      ),
    );
  });
});
