import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../src/core/plan/parsePlan.ts';
import { planTemplate } from '../../../src/editor/commands/newPlanCommand.ts';

it('a new plan has nothing to complain about, and the title that was typed', () => {
  const title = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(title, (text) => {
      const { plan, problems } = parsePlan(planTemplate(text));
      assert.deepEqual(problems, []);
      assert.equal(plan?.title, text.trim());
    }),
  );
});
