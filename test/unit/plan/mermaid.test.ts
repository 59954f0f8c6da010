import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planDiagram } from '../../../src/core/plan/mermaid.ts';
import { parsePlan } from '../../../src/core/plan/parsePlan.ts';
import { blockPlan } from './examplePlans.ts';

const { plan } = parsePlan(blockPlan.replace('title: Extend b', 'title: Extend "b" <now> end; %%'));
assert.ok(plan);

test('a plan is drawn with a box per wave, an arrow per dependency and a colour per state', () => {
  const lines = planDiagram(plan, new Map([['a', 'running']])).split('\n');
  assert.deepEqual(lines.slice(0, 11), [
    'flowchart LR',
    '  subgraph w0["Foundation"]',
    '    direction TB',
    '    t0["Extend a<br/><small>a</small>"]:::running',
    '    t1["Extend #34;b#34; #60;now#62; end#59; #37;#37;<br/><small>b</small>"]:::planned',
    '  end',
    '  subgraph w1["Next"]',
    '    direction TB',
    '    t2["Extend d<br/><small>d</small>"]:::planned',
    '  end',
    '  t0 --> t2',
  ]);
  assert.equal(lines[11], '  t1 --> t2');
});

test('waves whose tasks name no dependency still follow each other', () => {
  const free = {
    ...plan,
    waves: plan.waves.map((wave) => ({ ...wave, tasks: wave.tasks.map((task) => ({ ...task, dependsOn: [] })) })),
  };
  assert.ok(planDiagram(free).includes('  w0 ==> w1\n'));
});
