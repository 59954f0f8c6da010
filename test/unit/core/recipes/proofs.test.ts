import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeGreen } from '../../../../src/core/recipes/greenProof.ts';
import { judgeRed } from '../../../../src/core/recipes/redProof.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';

/** A run of a suite; a failure is a name, or a name and what was printed about it. */
function run(
  passed: readonly string[] | number | undefined,
  failures: readonly (string | readonly [string, string])[] = [],
  more: Partial<CheckRun> = {},
): CheckRun {
  const failed = failures.map((failure) => {
    const [name, excerpt] = typeof failure === 'string' ? [failure, 'Error: not implemented'] : failure;
    return { name, excerpt };
  });
  const named = typeof passed === 'object' ? { passed: passed.length, tests: { passed, skipped: [] } } : {};
  return {
    ...{ name: 'verify', command: 'npm test', timedOut: false, milliseconds: 1, runs: 1, tail: '' },
    exitCode: failed.length > 0 ? 1 : 0,
    failed,
    ...(typeof passed === 'number' ? { passed } : named),
    ...more,
  };
}

const why = (before: CheckRun, ...now: readonly CheckRun[]): string => {
  const judged = judgeRed(
    [before],
    now.map((each) => [each]),
  );
  return 'why' in judged ? judged.why : `red: ${judged.red.flatMap(({ tests }) => tests).join(', ')}`;
};

describe('tests are red', () => {
  test('when new ones fail by name and all others are as before, with or without the names of those that pass', () => {
    assert.equal(why(run(['old']), run(['old'], ['new']), run(['old'], ['new'])), 'red: new');
    assert.equal(why(run(4), run(4, ['new'])), 'red: new');
    assert.equal(why(run(undefined, [], { exitCode: 1 }), run(0, ['new'])), 'red: new');
    assert.equal(why(run(1, ['known']), run(1, ['known', 'new'])), 'red: new');
  });

  test('also below a threshold of coverage, which stubs cannot reach', () => {
    const doubt = 'A threshold of coverage was missed.';
    assert.equal(why(run(1), run(1, ['new'], { doubt })), 'red: new');
  });

  test('not when no new one fails, or the runner names none', () => {
    assert.match(why(run(4), run(4)), /^No new test fails/);
    assert.match(why(run(4), run(5)), /pass than before/);
    const silent = run(undefined, [], { exitCode: 1, doubt: 'Nothing it printed names a failing test.' });
    assert.match(why(run(undefined, [], { exitCode: 1 }), silent), /names no test.*JUnit XML/);
    assert.match(why(run(undefined), run(undefined)), /names no test/);
    assert.match('why' in judgeRed([], [[]]) ? (judgeRed([], [[]]) as { why: string }).why : '', /Nothing is run/);
  });

  test('not when a new one passes at once, is skipped, or an old one fails or is gone', () => {
    assert.match(why(run(['old']), run(['old', 'at once'], ['new'])), /"at once" passes already/);
    assert.match(why(run(1), run(2, ['new'])), /1 more tests pass/);
    assert.match(why(run(undefined, [], { exitCode: 1 }), run(1, ['new'])), /1 more tests pass/);
    assert.match(why(run(1), run(1, ['new'], { skipped: 1 })), /1 more tests are skipped/);
    assert.match(why(run(['old']), run([], ['old', 'new'])), /"old" passed before and fails now/);
    assert.match(why(run(['old', 'other']), run(['old'], ['new'])), /"other" passed before and is no longer there/);
    assert.match(why(run(3), run(2, ['new'])), /3 tests passed before and 2 do now/);
  });

  test('not when something cannot be loaded, is not defined, or not every test has run', () => {
    for (const excerpt of [
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module './x.js'",
      'ModuleNotFoundError: No module named "x"',
      'ReferenceError: add is not defined',
      'SyntaxError: Unexpected token',
      'NameError: uninitialized constant Cart',
      'error[E0432]: unresolved import `crate::add`',
    ]) {
      assert.match(why(run(1), run(1, [['new', excerpt]])), /cannot be loaded or is not defined/, excerpt);
    }
    const doubt = 'test/x.test.js could not be loaded, so its tests never ran.';
    assert.match(why(run(1), run(1, ['new'], { doubt })), /not every test has run.*could not be loaded/);
    assert.match(why(run(1), run(1, ['new'], { exitCode: null })), /did not run to its end/);
  });

  test('not when the runs differ: such tests are flaky', () => {
    assert.match(
      why(run(1), run(1, ['new', 'shaky']), run(2, ['new'])),
      /"shaky" failed in one run and passed in another/,
    );
  });

  test('a test with parts fails as a whole when a new part does', () => {
    const parts = ['cart', '1 subtest failed'] as const;
    assert.equal(why(run(['cart', 'old']), run(['old'], ['new', parts])), 'red: new, cart');
  });
});

const red = (now: CheckRun, before = run(1)) => {
  const judged = judgeRed([before], [[now]]);
  assert.ok('red' in judged, 'why' in judged ? judged.why : '');
  return judged.red;
};

describe('tests that were red are green', () => {
  const counted = red(run(1, ['new']));
  const named = red(run(['old'], ['new']), run(['old']));

  test('when they all pass, every time', () => {
    assert.equal(judgeGreen(counted, [[run(2)], [run(2)]]), undefined);
    assert.equal(judgeGreen(named, [[run(['old', 'new', 'one more'])]]), undefined);
  });

  test('not when one still fails, no longer runs, or is skipped', () => {
    assert.match(judgeGreen(counted, [[run(1, ['new'])]]) ?? '', /"new" still fails/);
    assert.match(judgeGreen(counted, [[run(1)]]) ?? '', /2 tests should pass.*1 do/);
    assert.match(judgeGreen(named, [[run(['old', 'renamed'])]]) ?? '', /"new" no longer runs/);
    assert.match(judgeGreen(counted, [[run(1, [], { skipped: 1 })]]) ?? '', /1 more tests are skipped/);
    const skipped = run(['old'], [], { tests: { passed: ['old'], skipped: ['new'] }, skipped: 1 });
    assert.match(judgeGreen(named, [[skipped]]) ?? '', /"new" is skipped/);
  });

  test('not when the suite no longer reports, or did not run again', () => {
    assert.match(judgeGreen(counted, [[run(undefined)]]) ?? '', /no longer reports its tests/);
    assert.match(judgeGreen(counted, [[]]) ?? '', /has not run now/);
  });

  test('not when the runs differ', () => {
    assert.match(
      judgeGreen(counted, [[run(2)], [run(1, ['new'])]]) ?? '',
      /"new" failed in one run and passed in another/,
    );
  });
});
