import assert from 'node:assert/strict';
import test from 'node:test';
import { parseIgnoreRules } from '../../../../src/git/parse/ignoreRules.ts';

const printed = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((word) => `${word}\0`).join('')).join('');

test('each ignored file is told with the rule that ignores it and where that is written', () => {
  const rules = parseIgnoreRules(
    printed(['.gitignore', '3', 'dist/', './dist/a.js'], ['/home/ada/.ignore', '1', '*.log', 'logs/a\n"b".log']),
  );
  assert.deepEqual(
    [...rules],
    [
      ['dist/a.js', '.gitignore:3: dist/'],
      ['logs/a\n"b".log', '/home/ada/.ignore:1: *.log'],
    ],
  );
});

test('a pattern that takes a file back from being ignored does not ignore it', () => {
  assert.equal(parseIgnoreRules(printed(['.gitignore', '4', '!keep.log', 'keep.log'])).size, 0);
});

test('a row that was cut off is no rule', () => {
  const whole = printed(['.gitignore', '1', 'a', 'a'], ['.gitignore', '2', 'b', 'b']);
  for (let length = 0; length < whole.length; length += 1) {
    const rules = parseIgnoreRules(whole.slice(0, length));
    for (const [file, rule] of rules) assert.equal(rule.endsWith(`: ${file}`), true, `${length}: ${file} by ${rule}`);
    assert.ok(rules.size <= 1);
  }
});
