import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { freeId } from '../../../../src/core/adapt/strategy.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

/** Whether a plan may have a wave by this name. */
const mayBeId = (id: string): boolean =>
  parsePlan(planText(1).replace('id: w1', `id: ${JSON.stringify(id)}`)).problems.every(
    ({ severity }) => severity !== 'error',
  );

describe('the name of a wave or task that is added', () => {
  for (const [base, suffix, taken, expected] of [
    ['one', 'fix', [], 'one-fix'],
    ['one', 'fix', ['one'], 'one-fix'],
    ['one', 'fix', ['one-fix'], 'one-fix-2'],
    ['one', 'fix', ['one-fix', 'one-fix-2', 'one-fix-4'], 'one-fix-3'],
    ['one', 'fix', ['ONE-Fix'], 'one-fix-2'],
    ['v1.', 'fix', [], 'v1-fix'],
    ['a'.repeat(64), 'fix', [], `${'a'.repeat(60)}-fix`],
    [`${'a'.repeat(59)}.b`, 'fix', [], `${'a'.repeat(59)}-fix`],
    ['merge', 'feature-x', [], 'merge-feature-x'],
    ['merge', 'x'.repeat(48), [], `merge-${'x'.repeat(48)}`],
    ['merge', 'x'.repeat(90), [], `merge-${'x'.repeat(48)}`],
  ] as const) {
    test(`is ${expected.length > 30 ? 'cut' : expected} for ${base.slice(0, 12)} and ${suffix.slice(0, 12)} beside ${taken.join(', ') || 'none'}`, () => {
      assert.equal(freeId(base, suffix, taken), expected);
    });
  }

  test('is one that a plan may have, and free, however long the names it is made of', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/);
    const base = part.map((text) => text.slice(0, 64));
    fc.assert(
      fc.property(base, part, fc.integer({ min: 0, max: 12 }), (own, suffix, count) => {
        const taken: string[] = [];
        for (let each = 0; each <= count; each += 1) {
          const id = freeId(own, suffix, taken);
          assert.ok(!taken.includes(id.toLowerCase()), id);
          assert.ok(id.length <= 64, id);
          taken.push(id.toLowerCase());
          if (each === count) assert.ok(mayBeId(id), id);
        }
      }),
      { numRuns: 40 },
    );
  });
});
