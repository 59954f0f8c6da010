import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isRed } from '../../../../src/core/checks/isRed.ts';
import { newFailures } from '../../../../src/core/checks/newFailures.ts';
import { steadyName } from '../../../../src/core/checks/steadyName.ts';
import { unexcused } from '../../../../src/core/checks/unexcused.ts';
import type { CheckRun, FailedTest } from '../../../../src/core/model/checkRun.ts';

const failed = (...names: readonly string[]): readonly FailedTest[] => names.map((name) => ({ name, excerpt: '' }));
const names = (tests: readonly FailedTest[]): readonly string[] => tests.map(({ name }) => name);

suite('a failure of before', () => {
  test('is taken out once for each time it was there, so that a second of the same name is new', () => {
    assert.deepEqual(names(newFailures(failed('adds'), failed('adds'))), []);
    assert.deepEqual(names(newFailures(failed('adds', 'adds'), failed('adds'))), ['adds']);
  });

  test('is another one in another file', () => {
    const [one] = failed('adds');
    assert.ok(one);
    const here = [{ ...one, file: 'a.test.js' }];
    assert.deepEqual(names(newFailures(here, [{ ...one, file: 'b.test.js' }])), ['adds']);
    assert.deepEqual(newFailures(here, here), []);
  });

  test('is known by another port, time, id or temporary folder', () => {
    const before = failed('serves 127.0.0.1:40123 from /tmp/a1 at 2026-01-01T10:00:00Z (12ms)');
    assert.deepEqual(
      newFailures(failed('serves 127.0.0.1:51999 from /tmp/b2 at 2026-02-03T11:12:13Z (7ms)'), before),
      [],
    );
  });

  test('excuses no other case of a table: not by its number, nor where the old one passes now', () => {
    assert.deepEqual(names(newFailures(failed('case 2'), failed('case 1'))), ['case 2']);
    const before = failed('parses 10:00:00');
    assert.deepEqual(names(newFailures(failed('parses 11:00:00'), before, ['parses 10:00:00'])), ['parses 11:00:00']);
  });

  test('with its exact name is not spent on one that only looks alike', () => {
    const before = failed('parses 10:00:00', 'parses 11:00:00');
    assert.deepEqual(names(newFailures(failed('parses 11:00:00', 'parses 12:00:00', 'parses 10:00:00'), before)), [
      'parses 12:00:00',
    ]);
  });
});

test('a folder of the project that is called tmp is none that changes from run to run', () => {
  const [test] = failed('works');
  assert.ok(test);
  const before = [{ ...test, file: 'src/tmp/a.test.js' }];
  assert.equal(newFailures([{ ...test, file: 'src/tmp/b.test.js' }], before).length, 1);
  assert.equal(steadyName('reads file:///tmp/x1'), 'reads file://<temporary>');
  assert.equal(steadyName('reads /private/tmp/x1'), 'reads <temporary>');
});

test('plain numbers, versions and paths of the project stay in the name of a test', () => {
  for (const name of ['adds 1 and 2', 'reads v1.2.3', 'src/tmp/a.js works', 'port 80', 'row 12345678901'])
    assert.equal(steadyName(name), name);
});

suite('a red check', () => {
  const run: CheckRun = {
    name: 'test',
    command: 'npm test',
    exitCode: 1,
    timedOut: false,
    milliseconds: 1,
    runs: 1,
    failed: [],
    tail: '',
  };

  test('is excused only where every failure was there before, and by its names', () => {
    assert.deepEqual(unexcused([{ ...run, known: 1 }]), []);
    assert.equal(unexcused([run]).length, 1);
    assert.equal(unexcused([{ ...run, known: 1, failed: failed('new') }]).length, 1);
    assert.equal(unexcused([{ ...run, known: 1, redBefore: true }]).length, 1);
  });

  test('is one that was ended, seems green, or was measured out of bounds, whatever its exit code', () => {
    const green = { exitCode: 0, timedOut: false };
    const measured = {} as NonNullable<CheckRun['measured']>;
    assert.equal(isRed(green), false);
    assert.ok(isRed({ ...green, exitCode: null }));
    assert.ok(isRed({ ...green, timedOut: true }));
    assert.ok(isRed({ ...green, hollow: 'it ran no test' }));
    assert.ok(isRed({ ...green, measured: { ...measured, why: 'larger than 10' } }));
  });
});
