import assert from 'node:assert/strict';
import { it } from 'node:test';
import { problemLines } from '../../../../src/core/words/problemLines.ts';

it('problems are read from what compilers and linters print, with their places', () => {
  const output = [
    "src/a.ts(3,5): error TS2304: Cannot find name 'x'.",
    'src\\b.ts:7:1 - error TS1005: expected.',
    './lib/c.c:12:9: fatal error: missing.h: No such file',
    'src/d.py:1:2: warning: unused',
    'at Object.<anonymous> (/home/a/test.js:10:3)',
    'all fine: error is a word',
  ].join('\n');
  assert.deepEqual(
    problemLines(output).map(({ file, line, column, severity }) => `${file}:${line}:${column} ${severity}`),
    ['src/a.ts:3:5 error', 'src/b.ts:7:1 error', 'lib/c.c:12:9 error', 'src/d.py:1:2 warning'],
  );
  assert.equal(problemLines('src/a.ts(1,1): error x\n'.repeat(500)).length, 100);
});
