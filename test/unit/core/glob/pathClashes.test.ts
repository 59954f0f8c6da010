import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

/** Errors of a plan whose two parallel tasks own these. */
function errors(first: string, second: string): readonly string[] {
  const text = planText(1).replace('src/a1/**', first).replace('src/b1/**', second);
  return parsePlan(text)
    .problems.filter(({ severity, code }) => severity === 'error' && code === 'ownership-overlap')
    .map(({ message }) => message);
}

test('a file of one task and a folder of the same name of another cannot both be', () => {
  assert.match(errors('src/x', 'src/x/y.js')[0] ?? '', /src\/x is a file, and src\/x\/y.js needs a folder/);
  assert.match(errors('src/x/**/*.js', 'src/x')[0] ?? '', /src\/x is a file/);
});

test('names that differ by case only are one file on many machines', () => {
  assert.match(
    errors('src/caf\u00e9.js', 'src/cafe\u0301.js')[0] ?? '',
    /differ only in how their letters are encoded/,
  );
  assert.match(errors('src/Main.js', 'src/main.js')[0] ?? '', /differ by case only/);
  assert.equal(errors('src/Main.js', 'src/main.js').length, 1);
});

test('neighbours that only look alike are fine', () => {
  assert.deepEqual(errors('src/x.js', 'src/x/y.js'), []);
  assert.deepEqual(errors('src/x', 'src/xy/z.js'), []);
});
