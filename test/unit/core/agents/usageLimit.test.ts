import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { classifyFailure } from '../../../../src/core/agents/failure.ts';
import { resetIn } from '../../../../src/core/agents/usageLimit.ts';
import { resetTime } from '../../../../src/sessions/agent/resetTime.ts';

const now = Date.UTC(2026, 10, 28, 4, 0);

/** Messages of providers, and when the limit they name ends (UTC). */
const said: readonly (readonly [string, string | undefined])[] = [
  ["You've hit your session limit · resets 9:20pm (Europe/Berlin)", '2026-11-28T20:20:00.000Z'],
  ["You've hit your session limit · resets 3am (UTC)", '2026-11-29T03:00:00.000Z'],
  ["You've hit your weekly limit · resets Dec 1 at 9am (America/New_York)", '2026-12-01T14:00:00.000Z'],
  ["You've hit your Opus limit · resets Jan 2, 12am (UTC)", '2027-01-02T00:00:00.000Z'],
  ["You've reached your weekly limit", undefined],
  ['Claude AI usage limit reached|1795900800', '2026-11-28T21:20:00.000Z'],
  ['5-hour limit reached ∙ resets 11:30am (Asia/Kolkata)', '2026-11-28T06:00:00.000Z'],
  ['API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', undefined],
  ['API Error: 429 rate_limit_error: This request would exceed your rate limit', undefined],
  ["You've hit your usage limit. Upgrade to Pro or try again in 3 hours 20 minutes.", '2026-11-28T07:20:00.000Z'],
  ["You've hit your usage limit. Try again in 3h 20m.", '2026-11-28T07:20:00.000Z'],
  [
    "You've hit your usage limit. Visit the page to purchase more credits or try again at Nov 29th, 2026 3:05 PM (UTC).",
    '2026-11-29T15:05:00.000Z',
  ],
  ['Rate limit reached for gpt-5 on tokens per min. Please try again in 1.5s.', '2026-11-28T04:00:01.500Z'],
  ['[429] RESOURCE_EXHAUSTED: You exceeded your current quota. Please retry in 34.07s.', '2026-11-28T04:00:34.070Z'],
  ['{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}', '2026-11-28T04:00:34.000Z'],
  ['Qwen OAuth quota exceeded: Your free daily quota has been reached.', undefined],
  ['You have exceeded your premium request allowance. Resets at 2026-12-01T00:00:00Z.', '2026-12-01T00:00:00.000Z'],
  ['quota_exceeded: no premium requests remaining this month', undefined],
  ['Too Many Requests, Retry-After: 120', '2026-11-28T04:02:00.000Z'],
  ['Usage limit will reset in 2 days 3 hours', '2026-11-30T07:00:00.000Z'],
  ['Your usage limit resets on 12/1/2026 at 9:00 AM (UTC)', '2026-12-01T09:00:00.000Z'],
  ['Weekly limit reached. Resets 12/1/2026, 9:00:00 AM PST', '2026-12-01T17:00:00.000Z'],
  ['Usage limit reached until 13/12/2026 21:30 GMT', '2026-12-13T21:30:00.000Z'],
  ['Usage limit reached, available again on 1.12.2026 um 9:00', undefined],
  ['Usage limit reached, available again on 1.12.2026, 09:00 CET', '2026-12-01T08:00:00.000Z'],
  ['Weekly limit reached. It resets Monday at 9 AM UTC.', '2026-11-30T09:00:00.000Z'],
  ['Weekly limit reached. Resets on Mon, Dec 7 at 9 a.m. UTC', '2026-12-07T09:00:00.000Z'],
  ['Session limit reached. Resets Saturday at 3 AM (UTC)', '2026-12-05T03:00:00.000Z'],
  ['Session limit reached. Resets Saturday at 5 AM (UTC)', '2026-11-28T05:00:00.000Z'],
  ['Daily limit reached. Try again tomorrow at 08:00 UTC+2', '2026-11-29T06:00:00.000Z'],
  ['Daily quota exceeded, resets at midnight Pacific Time', '2026-11-28T08:00:00.000Z'],
  ['Daily quota exceeded, resets at noon UTC', '2026-11-28T12:00:00.000Z'],
  ['Monthly limit reached. Renews 1 December 2026 at 00:00 UTC', '2026-12-01T00:00:00.000Z'],
  ['Monthly limit reached. It will be lifted on 2026-12-01 at 00:00 UTC', '2026-12-01T00:00:00.000Z'],
  ['Usage limit reached. You can continue in 3 hours 20 minutes', '2026-11-28T07:20:00.000Z'],
  ['Usage limit reached. You can continue in about 3 hours and 20 minutes.', '2026-11-28T07:20:00.000Z'],
  ['Usage limit reached, resets 2:30 pm AKST', undefined],
  ['Usage limit reached. Resets 25:00 UTC', undefined],
  ['Usage limit reached. Try again at 13/13/2026 9am UTC', undefined],
];

describe('a limit of a provider', () => {
  for (const [words, until] of said) {
    test(`is understood: ${words.slice(0, 60)}`, () => {
      assert.equal(classifyFailure(words), 'rate-limited');
      const reset = resetIn(words);
      const at = reset && resetTime(reset, now);
      assert.equal(at && new Date(at).toISOString(), until);
    });
  }

  test('is none where a plan limit, a full context or a wrong key is meant', () => {
    for (const [words, failure] of [
      ['insufficient_quota', 'budget'],
      ['Credit balance is too low', 'budget'],
      ['error_max_budget_usd', 'budget'],
      ['context window limit reached', 'context-exhausted'],
      ['401 Unauthorized', 'auth'],
      ['TypeError: x is not a function at line 429a', 'crashed'],
    ] as const) {
      assert.equal(classifyFailure(words), failure, words);
    }
  });

  test('names a time zone that nobody knows: the time is left open', () => {
    const reset = resetIn('resets 9pm (Mars/Olympus_Mons)');
    assert.equal(reset && resetTime(reset, now), undefined);
  });

  const moment = fc.date({ min: new Date(now), max: new Date(now + 170 * 86_400_000), noInvalidDate: true });
  const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Europe/Berlin'] as const;

  test('is lifted at the moment that its words show, however they write it', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), fc.nat(4), (date, zone, form) => {
        const at = Math.ceil(date.getTime() / 60_000) * 60_000;
        if (zone !== 'UTC' && isDoubled(at, zone)) return;
        const show = (options: Intl.DateTimeFormatOptions) =>
          new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options }).format(at);
        const time = show({ hour: 'numeric', minute: '2-digit' });
        const words = [
          `resets ${show({ dateStyle: 'short' })}, ${time} (${zone})`,
          `resets on ${show({ month: 'long', day: 'numeric', year: 'numeric' })} at ${time} ${zone}`,
          `Try again at ${show({ month: 'short', day: 'numeric' })}, ${time} (${zone})`,
          `available again ${show({ weekday: 'long', month: 'short', day: 'numeric' })} at ${time} (${zone})`,
          `until ${show({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} on ${show({ dateStyle: 'medium' })} ${zone}`,
        ][form];
        const reset = resetIn(words ?? '');
        assert.equal(reset && resetTime(reset, now), at, words);
      }),
    );
  });

  test('is never lifted at a time that is no number, whatever the words are', () => {
    const pieces = [
      'resets',
      'again at',
      'Mon',
      'Dec 31',
      '12/1/2026',
      '9',
      ':30',
      'am',
      'PM',
      'UTC',
      '+02:00',
      'tomorrow',
      '(',
      ')',
      '99',
      'in 3 hours',
      'FOOT',
      ' ',
    ];
    const words = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces)).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(words, (said) => {
        const reset = resetIn(said);
        const at = reset && resetTime(reset, now);
        assert.ok(at === undefined || Number.isFinite(at), said);
      }),
    );
  });
});

/** Whether clocks of the zone show this time twice, or are set meanwhile: no words tell which is meant. */
function isDoubled(at: number, zone: string): boolean {
  const hour = (when: number) =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23', minute: 'numeric' }).format(
      when,
    );
  return hour(at) === hour(at + 3_600_000) || hour(at) === hour(at - 3_600_000);
}
