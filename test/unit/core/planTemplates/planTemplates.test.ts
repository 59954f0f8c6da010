import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planTemplates } from '../../../../src/core/planTemplates/planTemplates.ts';

describe('a new plan', () => {
  for (const template of planTemplates) {
    test(`for "${template.title}" has no problem at all`, () => {
      assert.deepEqual(parsePlan(template.text('Move to the new way')).problems, []);
    });

    test(`for "${template.title}" is done by the agent that is chosen`, () => {
      const { plan, problems } = parsePlan(template.text('Move to the new way', 'claude'));
      assert.deepEqual(problems, []);
      assert.ok(
        Object.values(plan?.agents ?? {}).every(({ driver, argv }) => driver === 'claude' && argv === undefined),
      );
    });
  }

  test('keeps its title, whatever it holds', () => {
    const titles = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((title) => title.trim() === title && title !== '');
    fc.assert(
      fc.property(titles, fc.constantFrom(...planTemplates), (title, template) => {
        assert.equal(parsePlan(template.text(title)).plan?.title, title);
      }),
    );
  });
});
