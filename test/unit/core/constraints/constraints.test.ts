import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeRed } from '../../../../src/core/checks/describeRed.ts';
import { isRed } from '../../../../src/core/checks/isRed.ts';
import { judgeConstraint } from '../../../../src/core/constraints/judgeConstraint.ts';
import { readNumber } from '../../../../src/core/constraints/readNumber.ts';
import { checkText } from '../../../../src/core/words/labels.ts';
import { check } from '../../../support/simulatedRun.ts';

describe('the number of a constraint is read', () => {
  test('by a pattern, a JSON pointer, a metric, or alone', () => {
    assert.equal(readNumber('ran 3 times\np99: 1,234.5 ms\n', { pattern: 'p99: (\\S+) ms' }), 1234.5);
    assert.equal(readNumber('> bench\n{"latency": {"p99": 12}}', { pointer: '/latency/p99' }), 12);
    assert.equal(readNumber('[{"a/b": "7 MB"}]', { pointer: '/0/a~1b' }), 7);
    const metrics =
      '# TYPE latency summary\nlatency{quantile="0.5",route="/a"} 0.01\nlatency{quantile="0.99",route="/a"} 0.2\n';
    assert.equal(readNumber(metrics, { metric: 'latency{quantile="0.99"}' }), 0.2);
    assert.equal(readNumber('up 1 1700000000\n# EOF', { metric: 'up' }), 1);
    assert.equal(readNumber(' 42 \n', {}), 42);
  });

  test('and where there is none, the reason names what was looked for', () => {
    assert.match(String(readNumber('nothing', { pattern: 'p99: (\\d+)' })), /matches the pattern "p99/);
    assert.match(String(readNumber('p99: fast', { pattern: 'p99: (\\w+)' })), /"fast", which is no number/);
    assert.match(String(readNumber('not json', { pointer: '/a' })), /not JSON/);
    assert.match(String(readNumber('{}', { pointer: '/a/b' })), /nothing at "\/a\/b"/);
    assert.match(String(readNumber('up NaN', { metric: 'up' })), /"NaN", which is no number/);
    assert.match(String(readNumber('down 1', { metric: 'up' })), /no metric "up"/);
    assert.match(String(readNumber('', {})), /nothing but a number/);
    assert.match(String(readNumber('x', { pattern: '(' })), /no regular expression/);
  });

  test('and none of another base than ten is taken for its first digit', () => {
    assert.match(String(readNumber('p99: 0x10', { pattern: 'p99: (\\S+)' })), /"0x10", which is no number/);
    for (const printed of ['0x10', '-0XfF', '0b11', '0o17']) assert.match(String(readNumber(printed, {})), /a number/);
    assert.equal(readNumber('0 B', {}), 0);
    assert.equal(readNumber('0xyz', {}), 0);
  });
});

describe('a constraint is kept', () => {
  const lower = (bound: string) => ({ bound, better: 'lower' as const });
  const why = (bound: string, now: readonly number[] | string, base: readonly number[] | string = [100]) =>
    judgeConstraint(lower(bound), now, base).why;

  test('within its bound, by the median of what was measured', () => {
    assert.deepEqual(judgeConstraint(lower('<= 100 ms'), [90, 5_000, 95], [80]), {
      bound: '<= 100 ms',
      value: 95,
      base: 80,
      times: 3,
    });
    assert.equal(why('no worse than base + 5 %', [105]), undefined);
    assert.equal(why('no worse than base + 3', [103]), undefined);
    assert.equal(why('no worse than base', [100]), undefined);
    assert.equal(judgeConstraint({ bound: 'no worse than base + 5 %', better: 'higher' }, [95], [100]).why, undefined);
  });

  test('not beyond it, also where the base is beyond it, too', () => {
    assert.equal(why('<= 100', [9_000], [140]), 'It is 9000 (140 at the base), and has to be <= 100.');
    assert.match(why('<= 100', [120], [140]) ?? '', /120 \(140 at the base\)/);
    assert.match(why('no worse than base + 5 %', [105.1]) ?? '', /has to be no worse/);
    assert.match(why('no worse than base - 10 %', [95]) ?? '', /95/);
    assert.match(judgeConstraint({ bound: 'no worse than base', better: 'higher' }, [99], [100]).why ?? '', /99/);
  });

  test('not when nothing was measured', () => {
    assert.equal(why('<= 100', 'It printed no metric "up".'), 'It printed no metric "up".');
    assert.match(
      why('no worse than base', [1], 'What it printed is not JSON.') ?? '',
      /nothing to compare 1 with: at the base, what it/,
    );
    assert.equal(why('<= 100', [1], 'What it printed is not JSON.'), undefined);
  });

  test('and people see both numbers', () => {
    const run = { ...check(0), name: 'p99', measured: judgeConstraint(lower('<= 100'), [120], [140]) };
    assert.equal(isRed(run), true);
    assert.equal(describeRed(run), 'p99: It is 120 (140 at the base), and has to be <= 100.');
    assert.match(checkText(run), /^140 → 120, has to be <= 100\. Not kept/);
  });
});
