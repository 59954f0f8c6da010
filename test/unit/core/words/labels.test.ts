import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import {
  capped,
  checkText,
  checkTitle,
  count,
  elapsed,
  grouped,
  listed,
  outcomeText,
  short,
  utcTime,
} from '../../../../src/core/words/labels.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

suite('a span of time', () => {
  for (const [milliseconds, text] of [
    [0, '0 s'],
    [999, '0 s'],
    [59 * second + 999, '59 s'],
    [minute, '1 min'],
    [3 * minute + 5 * second, '3 min 5 s'],
    [hour - 1, '59 min 59 s'],
    [hour, '1 h'],
    [2 * hour + 10 * minute + 59 * second, '2 h 10 min'],
    [day, '1 d'],
    [3 * day + 4 * hour + 59 * minute, '3 d 4 h'],
    [400 * day, '400 d'],
    [-5 * second, '0 s'],
  ] as const)
    test(`of ${milliseconds} ms is said as ${text}`, () => {
      assert.equal(elapsed(milliseconds), text);
    });

  test('has at most two units, and is never longer than it was', () => {
    const unit = { d: day, h: hour, min: minute, s: second };
    fc.assert(
      fc.property(fc.nat({ max: 1e12 }), (milliseconds) => {
        const words = elapsed(milliseconds).split(' ');
        assert.ok(words.length === 2 || words.length === 4);
        let told = 0;
        for (let at = 0; at < words.length; at += 2) told += Number(words[at]) * unit[words[at + 1] as 's'];
        const smallest = unit[words.at(-1) as 's'];
        // The smaller unit is left out where it is 0, so what is left out is less than a day's, an hour's or a minute's smaller unit.
        const coarse = words.length === 4 || smallest === second ? smallest : smallest / (smallest === day ? 24 : 60);
        assert.ok(told <= milliseconds && milliseconds - told < coarse, elapsed(milliseconds));
      }),
    );
  });
});

suite('a number', () => {
  for (const [amount, text] of [
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [12_345, '12,345'],
    [1_234_567, '1,234,567'],
    [-1_000, '-1,000'],
  ] as const)
    test(`${amount} has a comma before every three digits`, () => {
      assert.equal(grouped(amount), text);
    });

  test('is followed by the word for one or for many', () => {
    assert.equal(count(1, 'task'), '1 task');
    assert.equal(count(0, 'task'), '0 tasks');
    assert.equal(count(2_000, 'task'), '2,000 tasks');
    assert.equal(count(1, 'criterion', 'criteria'), '1 criterion');
    assert.equal(count(2, 'criterion', 'criteria'), '2 criteria');
  });
});

suite('a list of names', () => {
  for (const [names, most, text] of [
    [[], 5, ''],
    [['a'], 5, 'a'],
    [['a', 'b'], 5, 'a and b'],
    [['a', 'b', 'c'], 5, 'a, b and c'],
    [['a', 'b', 'c'], 2, 'a, b and 1 more'],
    [['a', 'b', 'c'], 1, 'a and 2 more'],
    [['a', 'b'], 0, '2 more'],
  ] as const)
    test(`of ${names.length} with room for ${most} reads "${text}"`, () => {
      assert.equal(listed(names, most), text);
    });

  test('counts what it leaves out with commas', () => {
    assert.equal(listed(Array<string>(2_000).fill('x'), 1), 'x and 1,999 more');
    assert.deepEqual(capped(Array<string>(2_000).fill('x'), 1), ['x', 'and 1,999 more']);
  });

  test('of lines is cut only where that saves a line', () => {
    assert.deepEqual(capped(['a', 'b', 'c'], 3), ['a', 'b', 'c']);
    assert.deepEqual(capped(['a', 'b', 'c', 'd'], 3), ['a', 'b', 'c', 'd']);
    assert.deepEqual(capped(['a', 'b', 'c', 'd', 'e'], 3), ['a', 'b', 'c', 'and 2 more']);
    assert.equal(capped(Array<string>(13).fill('x')).length, 13);
    assert.equal(capped(Array<string>(14).fill('x')).length, 13);
  });
});

test('a moment is told to the minute, in UTC', () => {
  assert.equal(utcTime(Date.parse('2026-11-28T20:20:59.999Z')), '2026-11-28 20:20 UTC');
});

test('a commit is told by its first characters', () => {
  assert.equal(short('0123456789abcdef'), '01234567');
  assert.equal(short('abc'), 'abc');
});

suite('how a session ended', () => {
  const red: CheckRun = { ...run('test'), exitCode: 1 };
  for (const [kind, result, text] of [
    ['implement', { outcome: 'done' }, 'Done'],
    ['implement', { outcome: 'blocked' }, 'Blocked'],
    ['implement', { outcome: 'blocked', question: 'Which?' }, 'Blocked, asks a question'],
    ['check', { outcome: 'blocked', checks: [red] }, 'Failed'],
    ['check', { outcome: 'blocked', checks: [run('test')] }, 'Blocked'],
    ['check', { outcome: 'crashed', checks: [red] }, 'Crashed'],
    ['implement', { outcome: 'blocked', checks: [red] }, 'Blocked'],
    [undefined, { outcome: 'stuck' }, 'No output (timed out)'],
    ['implement', { outcome: 'rate-limited', question: 'Which?' }, 'Rate limited'],
  ] as const)
    test(`is said as ${text} for a ${kind ?? 'session'} that is ${result.outcome}`, () => {
      assert.equal(outcomeText(kind, result), text);
    });
});

/** A check that has run and is green. */
function run(name: string): CheckRun {
  return { name, command: 'true', exitCode: 0, timedOut: false, milliseconds: 12_000, runs: 1, failed: [], tail: '' };
}

suite('the result of a check', () => {
  const failure = { name: 'adds', excerpt: '' };
  const texts: readonly (readonly [string, Partial<CheckRun>, string])[] = [
    ['green without a count', {}, 'passed in 12 s'],
    ['green with a count', { passed: 34 }, '34 passed in 12 s'],
    ['green with skipped tests', { passed: 1_034, skipped: 2 }, '1,034 passed, 2 skipped in 12 s'],
    ['run again', { passed: 34, runs: 3 }, '34 passed in 12 s, run 3 times'],
    ['replayed', { passed: 34, replayed: 'All.' }, '34 passed in 12 s, replayed from a build cache'],
    ['out of time', { timedOut: true, exitCode: null, milliseconds: 30 * minute }, 'ran out of time after 30 min'],
    ['red by name', { exitCode: 1, failed: [failure], passed: 33 }, '1 of 34 failed'],
    ['red by name without a count', { exitCode: 1, failed: [failure] }, '1 failed'],
    ['red by its exit code', { exitCode: 2 }, 'failed with exit code 2'],
    ['red without an exit code', { exitCode: null }, 'failed with exit code none'],
    ['red as before the run', { exitCode: 1, known: 3 }, '3 failed'],
    ['green that shows nothing', { hollow: 'no test ran.' }, 'red: no test ran.'],
    [
      'fewer than before',
      { passed: 30, skipped: 4, before: { passed: 34, failed: 0, skipped: 0 } },
      '30 passed, 4 skipped in 12 s (before: 34 passed, 0 skipped)',
    ],
    ['more than before', { passed: 40, before: { passed: 34, failed: 0, skipped: 0 } }, '40 passed in 12 s'],
    [
      'a number within its bound',
      { measured: { bound: '<= 200', value: 152.12345, base: 140, times: 3 } },
      '140 → 152.123, median of 3, has to be <= 200',
    ],
    [
      'a number beyond its bound',
      { exitCode: 1, measured: { bound: '<= 200', value: 252, why: '252 is more than 200.' } },
      'no number → 252, has to be <= 200. Not kept: 252 is more than 200.',
    ],
  ];
  for (const [what, part, text] of texts)
    test(`that is ${what} is "${text}"`, () => {
      assert.equal(checkText({ ...run('test'), ...part }), text);
    });

  test('has the name of the check, and the test suite its own', () => {
    assert.equal(checkTitle('test'), 'Tests');
    assert.equal(checkTitle('typecheck'), 'Typecheck');
    assert.equal(checkTitle(''), '');
  });
});
