import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../src/core/planRules/check/parsePlan.ts';
import type { Plan } from '../../../src/core/plan/schema/plan.ts';
import { planDiagram } from '../../../src/core/views/planDiagram.ts';
import { planText } from '../../support/simulatedRun.ts';

function titled(title: string): Plan {
  const { plan } = parsePlan(planText());
  if (plan === undefined) throw new Error('the plan of the test does not parse');
  const [wave, ...others] = plan.waves;
  const [task, ...rest] = wave?.tasks ?? [];
  if (wave === undefined || task === undefined) throw new Error('the plan of the test has no task');
  return { ...plan, waves: [{ ...wave, tasks: [{ ...task, id: 'end', title }, ...rest] }, ...others] };
}

suite('a plan as mermaid text', () => {
  test('has an arrow for each dependency', () => {
    const source = planText().replace('title: Task a2\n', 'title: Task a2\n        dependsOn: [a1, b1]\n');
    const { plan } = parsePlan(source);
    assert.ok(plan !== undefined);
    assert.deepEqual(planDiagram(plan).match(/t\d+ --> t\d+/g), ['t0 --> t2', 't1 --> t2']);
  });

  test('no title can end its label, start another element or become a list', () => {
    const label = /^ {4}t0\["(.*)"\]$/m;
    for (const title of [
      'say "hi"]; click t0 call()',
      '`bold`',
      '<b>x</b>',
      '1. first',
      '- item',
      '#quot;',
      '%%{init}%%',
    ]) {
      const drawn = label.exec(planDiagram(titled(title)))?.[1] ?? assert.fail(title);
      assert.doesNotMatch(drawn, /["\]`<>{}%&]/, title);
      assert.doesNotMatch(drawn, /^(\d+\.|[-+*]) /, title);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (title) => {
        const drawn = label.exec(planDiagram(titled(title)))?.[1] ?? '';
        const read = drawn.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
        assert.equal(read, title);
      }),
    );
  });
});
