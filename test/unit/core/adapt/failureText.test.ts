import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filesOfFailures, namesOfFailures, namesOfFindings } from '../../../../src/core/adapt/failureText.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { ValidatorFinding } from '../../../../src/core/model/finding.ts';

const red = (...failed: readonly (readonly [name: string, file?: string])[]): CheckRun =>
  ({
    command: 'npm test',
    failed: failed.map(([name, file]) => ({ name, excerpt: '', ...(file === undefined ? {} : { file }) })),
  }) as unknown as CheckRun;
const finding = (more: Partial<ValidatorFinding> = {}): ValidatorFinding => ({
  ...{ id: 'f1', severity: 'blocker', file: 'a.js', line: 3, title: 'Says "done"', detail: '', remediation: '' },
  ...{ citation: 'verified', validators: ['v'] },
  ...more,
});

describe('failures in one line of a plan', () => {
  for (const [what, failing, expected] of [
    ['are none', [], ''],
    ['are tests with their files', [red(['adds', 'a.test.js'], ['x'])], '"adds" (a.test.js), "x"'],
    ['are the command where no test is named', [red()], 'the command npm test'],
    ['end no quotation, and no line', [red(['says "no"\nnow', 'a\tb.js'])], `"says 'no' now" (a b.js)`],
    [
      'are five, and how many more',
      [red(...Array.from({ length: 7 }, (_, at) => [`t${at}`] as const))],
      '"t0", "t1", "t2", "t3", "t4", and 2 more',
    ],
    ['are cut where a name is long', [red(['x'.repeat(200)])], `"${'x'.repeat(120)}…"`],
  ] as const) {
    test(what, () => assert.equal(namesOfFailures(failing), expected));
  }

  test('of validators name their severity, place and title', () => {
    assert.equal(
      namesOfFindings([finding(), finding({ severity: 'nit', title: 'B' })]),
      `blocker "Says 'done'" (a.js:3), nit "B" (a.js:3)`,
    );
    assert.equal(
      namesOfFindings(Array.from({ length: 6 }, () => finding()))
        .split(', ')
        .at(-1),
      'and 1 more',
    );
  });

  test('never have a second line, whatever a runner calls its tests', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (failed) => {
        assert.doesNotMatch(namesOfFailures([red(...failed)]), /[\n\r\u2028\u0000-\u001f]/u);
      }),
    );
  });
});

describe('files of failing tests', () => {
  test('are named once, in the order they come', () => {
    assert.deepEqual(filesOfFailures([red(['a', 'b.js'], ['b', 'a.js']), red(['c', 'b.js'], ['d'])]), ['b.js', 'a.js']);
  });

  test('are those that a task can own', () => {
    assert.deepEqual(
      filesOfFailures([
        red(['a', '/etc/x'], ['b', '../y.js'], ['c', 'a\nb.js'], ['d', 'ä b/ok.js'], ['e', 'C:\\x.js']),
      ]),
      ['ä b/ok.js'],
    );
  });
});
