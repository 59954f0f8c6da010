import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { flowReturnLine, flowReturnShort } from '../../../../src/core/flows/flowWords.ts';
import { returnOf, savedInAll } from '../../../../src/core/flows/flowReturn.ts';
import { flowLike } from '../../../support/flowLike.ts';

const minute = 60_000;
const week = 7 * 24 * 60 * minute;
/** Uses spread evenly over some weeks. */
const uses = (count: number, weeks: number) =>
  Array.from({ length: count }, (_, at) => {
    const from = count === 1 ? 0 : (weeks * week * at) / (count - 1);
    return { run: `r${at}`, session: 's', from, to: from };
  });

describe('the return of a script', () => {
  for (const [what, change, toMake, long, short] of [
    [
      'that is earned within a day',
      {},
      10_000,
      '1 min × 3.0 a week × 90% = 2 min 42 s and 4.5k tokens a week; pays for itself within a day.',
      'Saves about 2 min 42 s and 4.5k tokens a week; pays for itself within a day.',
    ],
    [
      'that is earned within two weeks',
      {},
      5 * minute,
      '1 min × 3.0 a week × 90% = 2 min 42 s and 4.5k tokens a week; pays for itself after 1.9 weeks.',
      'Saves about 2 min 42 s and 4.5k tokens a week; pays for itself after 1.9 weeks.',
    ],
    [
      'that takes months',
      {},
      30 * minute,
      '1 min × 3.0 a week × 90% = 2 min 42 s and 4.5k tokens a week; by time alone it pays for itself only after 11 weeks: keep it a conversation, unless the tokens are worth it.',
      'Saves about 2 min 42 s and 4.5k tokens a week; by time alone not worth a script.',
    ],
    [
      'that takes more than a year',
      { tokens: 0 },
      300 * minute,
      '1 min × 3.0 a week × 90% = 2 min 42 s a week; by time alone it does not pay for itself within a year: keep it a conversation, unless the tokens are worth it.',
      'Saves about 2 min 42 s a week; by time alone not worth a script.',
    ],
    [
      'whose tokens are an estimate',
      { estimated: 1 },
      10_000,
      '1 min × 3.0 a week × 90% = 2 min 42 s and about 4.5k tokens a week; pays for itself within a day.',
      'Saves about 2 min 42 s and 4.5k tokens a week; pays for itself within a day.',
    ],
    [
      'that saves nothing',
      { running: 60_000 },
      10_000,
      '1 min × 3.0 a week × 0%; a script saves no time, since it was one call already.',
      'A script saves no time, since it was one call already.',
    ],
    [
      'of commands that took no time at all',
      { milliseconds: 0, running: 0 },
      10_000,
      '0 ms × 3.0 a week × 0%; a script saves no time, since it was one call already.',
      'A script saves no time, since it was one call already.',
    ],
  ] as const) {
    test(`${what} is said in one sentence, and in a short one`, () => {
      assert.equal(flowReturnLine(flowLike(change), toMake), long);
      assert.equal(flowReturnShort(flowLike(change), toMake), short);
    });
  }

  test('goes by a week at least, and by all the time over which it was seen', () => {
    const perWeek = (count: number, weeks: number): number =>
      returnOf(flowLike({ uses: uses(count, weeks) }), 1).perWeek;
    assert.deepEqual([perWeek(3, 0), perWeek(3, 0.5), perWeek(8, 2), perWeek(8, 4)], [3, 3, 4, 2]);
  });

  test('is never negative, though its calls ran longer than it lasted side by side', () => {
    const { share, saved, payback } = returnOf(flowLike({ running: 90_000 }), 1);
    assert.deepEqual({ share, saved, payback }, { share: 0, saved: 0, payback: undefined });
  });

  test('of all flows is the sum of what each would have saved, those left out that save nothing', () => {
    const flows = [flowLike(), flowLike({ running: 90_000, tokens: 10 })];
    assert.deepEqual(savedInAll(flows), { milliseconds: 3 * 54_000, tokens: 3 * 1_510 });
    assert.deepEqual(savedInAll([]), { milliseconds: 0, tokens: 0 });
  });

  test('pays the sooner, the less it takes to make', () => {
    const amount = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(amount, amount, fc.nat(1_000_000), fc.nat(1_000_000), (one, other, milliseconds, running) => {
        const after = (toMake: number): number =>
          returnOf(flowLike({ milliseconds, running }), toMake).payback ?? Infinity;
        assert.ok(after(Math.min(one, other)) <= after(Math.max(one, other)));
        assert.equal(after(one) === Infinity, milliseconds <= running);
      }),
    );
  });
});
