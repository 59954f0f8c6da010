import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { UsageCount } from '../../../../src/core/agents/usage.ts';
import {
  addUsage,
  countUsage,
  noUsage,
  reachedLimit,
  usageSoFar,
  usageText,
} from '../../../../src/core/agents/usage.ts';

const count = (...events: Parameters<typeof countUsage>[1][]): UsageCount =>
  events.reduce((sum, event) => countUsage(sum, event), noUsage);
const used = (inputTokens: number, cachedTokens: number, outputTokens: number) => ({
  inputTokens,
  cachedTokens,
  outputTokens,
});

describe('what an agent has used', () => {
  test('is unknown until something is counted', () => {
    assert.equal(usageSoFar(noUsage), undefined);
  });

  test('is the sum of its requests while it runs', () => {
    const so = count(
      { type: 'usage', covers: 'request', used: used(10, 2, 1) },
      { type: 'usage', covers: 'request', used: used(20, 0, 3) },
    );
    assert.deepEqual(usageSoFar(so), used(30, 2, 4));
  });

  test("is the program's own total once that is told", () => {
    const so = count(
      { type: 'usage', covers: 'request', used: used(10, 2, 1) },
      { type: 'usage', covers: 'run', used: used(15, 2, 1) },
    );
    assert.deepEqual(usageSoFar(so), used(15, 2, 1));
  });

  test('is the sum of its turns, where something in the background makes it go on after its last words', () => {
    const request = { type: 'usage', covers: 'request', used: used(10, 2, 1) } as const;
    const turn = { type: 'usage', covers: 'run', used: used(15, 2, 1) } as const;
    assert.deepEqual(usageSoFar(count(request, turn, request)), used(25, 4, 2), 'while the second turn runs');
    assert.deepEqual(usageSoFar(count(request, turn, request, turn)), used(30, 4, 2));
  });

  test('is only what is new where the program counts on through a conversation', () => {
    const so = count({ type: 'usage', covers: 'conversation', used: { ...used(100, 40, 9), usd: 0.5 } });
    assert.deepEqual(usageSoFar(so, { ...used(60, 30, 4), usd: 0.2 }), { ...used(40, 10, 5), usd: 0.3 });
  });

  test('takes tokens of the run and cost of the conversation, as one program tells them', () => {
    const so = count(
      { type: 'usage', covers: 'run', used: used(40, 10, 5) },
      { type: 'usage', covers: 'conversation', used: { usd: 0.5 } },
    );
    assert.deepEqual(usageSoFar(so, { ...used(60, 30, 4), usd: 0.25 }), { ...used(40, 10, 5), usd: 0.25 });
  });

  test('is never negative, whatever was counted before', () => {
    const amount = fc.nat(1_000_000);
    fc.assert(
      fc.property(fc.tuple(amount, amount, amount), fc.tuple(amount, amount, amount), (now, before) => {
        const so = count({ type: 'usage', covers: 'conversation', used: used(...now) });
        const left = usageSoFar(so, used(...before));
        assert.ok(left !== undefined && Object.values(left).every((value) => value >= 0));
      }),
    );
  });
});

test('usages add up; a cost is known as soon as one is', () => {
  assert.deepEqual(addUsage(used(1, 1, 1), used(2, 0, 2)), used(3, 1, 3));
  assert.deepEqual(addUsage(used(1, 1, 1), { usd: 0.5 }), { ...used(1, 1, 1), usd: 0.5 });
});

test('a limit is reached by tokens in and out together, or by dollars where they are known', () => {
  assert.equal(reachedLimit(used(90, 0, 9), { tokens: 100 }), undefined);
  assert.equal(reachedLimit(used(90, 0, 10), { tokens: 100 }), '100 of 100 tokens');
  assert.equal(reachedLimit({ ...used(1, 0, 1), usd: 2 }, { usd: 1.5 }), '$2.00 of $1.50');
  assert.equal(reachedLimit(used(1, 0, 1), { usd: 1.5 }), undefined);
});

test('people read thousands and cents', () => {
  assert.equal(usageText(used(950, 0, 12)), '950 in · 12 out');
  assert.equal(usageText({ ...used(4800, 1200, 100), usd: 0.0127 }), '4.8k in (25% cached) · 100 out · $0.01');
  assert.equal(usageText({ ...used(2_500_000, 0, 1000), usd: 0.0012 }), '2.5M in · 1.0k out · $0.0012');
});
