import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openPlan } from '../../../../src/core/planText/document/planDocument.ts';
import { diagramParts, planDiagram } from '../../../../src/core/views/planDiagram.ts';
import { parsedPlan, planOf } from '../../../support/parsedPlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

describe('the diagram of a plan', () => {
  test('has a column for each wave, a box for each task and an arrow for each dependency', () => {
    const plan = planOf([['a', 'b'], [{ id: 'c', dependsOn: ['a', 'b'] }]]);
    const title = (index: number): string => plan.waves[index]?.title ?? '';
    assert.equal(
      planDiagram(plan),
      `flowchart LR
  subgraph w0["1 · ${title(0)}"]
    t0["${plan.waves[0]?.tasks[0]?.title ?? ''}"]
    t1["${plan.waves[0]?.tasks[1]?.title ?? ''}"]
  end
  subgraph w1["2 · ${title(1)}"]
    t2["${plan.waves[1]?.tasks[0]?.title ?? ''}"]
  end
  w0 ~~~ w1
  t0 --> t2
  t1 --> t2
`,
    );
  });

  test('has words of mermaid only where they are words of a title', () => {
    const lines = planDiagram(
      planOf([
        [
          { id: 'end', title: 'end' },
          { id: 'subgraph', title: 'x"] --> t0' },
        ],
      ]),
    ).split('\n');
    assert.equal(lines.filter((line) => line.trim() === 'end').length, 1);
    assert.ok(
      lines.includes('    t1["x#34;#93; #45;-#62; t0"]') || lines.includes('    t1["x#34;#93; --#62; t0"]'),
      lines.join('\n'),
    );
  });

  for (const [title, label] of [
    ['Größe 你好', 'Größe 你好'],
    ['a "b" [c] {d} #e; <f> `g` |h|', 'a #34;b#34; #91;c#93; #123;d#125; #35;e; #60;f#62; #96;g#96; #124;h#124;'],
    ['1. First', '1#46; First'],
    ['- item', '#45; item'],
    ['+ item', '#43; item'],
    ['a-b.c', 'a-b.c'],
    ['😀', '#128512;'],
  ] as const) {
    test(`shows ${title} as text`, () => {
      assert.ok(
        planDiagram(planOf([[{ id: 'a', title }]])).includes(`t0["${label}"]`),
        planDiagram(planOf([[{ id: 'a', title }]])),
      );
    });
  }

  test('has as many lines as its parts, whatever the titles hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (title) => {
        const plan = planOf([['a', 'b']]);
        const [wave] = plan.waves;
        if (wave === undefined) return;
        const tasks = wave.tasks.map((task) => ({ ...task, title }));
        const text = planDiagram({ ...plan, waves: [{ ...wave, title, tasks }] });
        assert.equal(text.split('\n').length, 6);
        for (const label of text.matchAll(/\["(.*)"\]/gu)) assert.doesNotMatch(label[1] ?? '', /["[\]<>`|{}]/u);
      }),
    );
  });
});

describe('the parts of the diagram', () => {
  test('lead to the lines of the plan that say them', () => {
    const source = planText(2);
    const lines = source.split('\n');
    const parts = diagramParts(openPlan(source), parsedPlan(source));
    assert.deepEqual(
      parts.map(({ kind, node, id }) => `${kind} ${node} ${id}`),
      ['wave w0 w1', 'task t0 a1', 'task t1 b1', 'wave w1 w2', 'task t2 a2', 'task t3 b2'],
    );
    for (const { id, line, lastLine } of parts) {
      assert.ok(lines[line]?.includes(`id: ${id}`), id);
      assert.ok(lastLine > line && lastLine < lines.length, id);
    }
  });

  test('are those of the plan alone, though the text has more', () => {
    assert.deepEqual(
      diagramParts(openPlan(planText(2)), planOf([['a1']])).map(({ id }) => id),
      ['a1'],
    );
    assert.deepEqual(diagramParts(openPlan(''), parsedPlan(planText(1))), []);
  });
});
