import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import { ranText } from '../../../../src/core/words/sectionLines.ts';

function greenRun(name: string): CheckRun {
  return { name, command: 'true', exitCode: 0, timedOut: false, milliseconds: 1, runs: 1, failed: [], tail: '' };
}

test('statements of the definition of done are counted beside the checks, not read out as if they were names', () => {
  const text = (...names: readonly string[]): string => ranText(names.map(greenRun));
  const done = ['Nothing in src/ prints.', 'Tokens are looked up in one place.'];
  assert.equal(
    text('test', 'lint', ...done),
    'The checks test and lint and 2 statements of the definition of done are green.',
  );
  assert.equal(text('test', 'Nothing prints.'), 'The check test and a statement of the definition of done are green.');
  assert.equal(text('Nothing prints.'), 'A statement of the definition of done is green.');
  assert.equal(text('verify npm test'), 'The check verify npm test is green.');
});
