import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
});
