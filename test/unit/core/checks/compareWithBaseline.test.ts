import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareWithBaseline } from '../../../../src/core/checks/compareWithBaseline.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';

const run = (changes: Partial<CheckRun> & { readonly names?: readonly string[] }): CheckRun => {
  const { names = [], ...rest } = changes;
  return {
    name: 'test',
    command: 'npm test',
    exitCode: 1,
    timedOut: false,
    milliseconds: 1,
    runs: 1,
    failed: names.map((name) => ({ name, file: 'test/a.test.js', excerpt: '' })),
    tail: '',
    ...rest,
  };
};
const green = run({ exitCode: 0 });

describe('a red check held against the code as it was before', () => {
  test('passes when everything that fails failed before', () => {
    const { passes, known, run: left } = compareWithBaseline(run({ names: ['a'] }), run({ names: ['a', 'b'] }));
    assert.deepEqual([passes, known, left.failed], [true, 1, []]);
  });

  test('stays red for a failure that is new, and only that one is left', () => {
    const { passes, run: left } = compareWithBaseline(run({ names: ['a', 'new'] }), run({ names: ['a'] }));
    assert.equal(passes, false);
    assert.deepEqual(
      left.failed.map(({ name }) => name),
      ['new'],
    );
  });

  test('stays red for a test of the same name in another file', () => {
    const moved = run({ failed: [{ name: 'a', file: 'test/b.test.js', excerpt: '' }] });
    assert.equal(compareWithBaseline(moved, run({ names: ['a'] })).passes, false);
  });

  test('stays red for one more failure of a name that failed before', () => {
    assert.equal(compareWithBaseline(run({ names: ['a', 'a'] }), run({ names: ['a'] })).passes, false);
  });

  test('stays red when it was green before', () => {
    assert.equal(compareWithBaseline(run({}), green).passes, false);
    assert.equal(compareWithBaseline(run({ names: ['a'] }), green).passes, false);
  });

  test('stays red without readable failures, however alike it was red before', () => {
    assert.equal(compareWithBaseline(run({}), run({})).passes, false);
    assert.equal(compareWithBaseline(run({}), run({ names: ['a'] })).passes, false);
    assert.equal(compareWithBaseline(run({ names: ['a'] }), run({})).passes, false);
  });

  test('stays red when it ran out of time or never ran, whatever was before', () => {
    assert.equal(compareWithBaseline(run({ exitCode: null, timedOut: true }), run({ exitCode: null })).passes, false);
    assert.equal(compareWithBaseline(run({ exitCode: null }), run({ exitCode: null })).passes, false);
  });
});
