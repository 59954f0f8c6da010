import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planFromRun, revertPlan } from '../../../../src/core/planTemplates/planFromRun.ts';

const source = `# How our team works
waveplan: 1
title: Move the cart
goal: The cart is a service.
agents:
  coder: {driver: command, argv: [node, agent.mjs]}
# After every wave.
checkpoint: {test: npm test}
teams:
  web: {lead: A web developer}
findings:
  - {id: f1, severity: low, file: src/a.js, line: 3, title: Odd}
waves:
  - id: cart
    title: The cart
    tasks:
      - {id: api, title: The API, team: web, owns: [src/cart.js], objective: It is there., steps: [a, b, c], verify: [npm test, node --check src/cart.js], findings: [f1]}
  - id: main
    title: Merge main
    merge: {branch: main, commit: ${'a'.repeat(40)}}
  - id: use
    title: Use it
    tasks:
      - {id: page, title: The page, owns: [src/page.js], objective: It is used., steps: [a, b, c], dependsOn: [api], risk: high}
`;

const { plan } = parsePlan(source);
assert.ok(plan !== undefined);

test('a new plan from a run has its teams, agents, checks and the form of its waves, and nothing of what it was about', () => {
  const made = planFromRun(source, plan, 'Move the stock');
  assert.match(made, /^# How our team works\nwaveplan: 1\ntitle: Move the stock\n/u);
  assert.match(made, /# After every wave\.\ncheckpoint: \{test: npm test\}/u);
  assert.match(made, /coder: \{driver: command, argv: \[node, agent\.mjs\]\}/u);
  assert.doesNotMatch(made, /cart|page|f1|Merge main|goal/iu);
  const filled = made.replaceAll('owns: []', 'owns: [src/x.js]');
  const parsed = parsePlan(filled);
  assert.deepEqual(
    parsed.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.deepEqual(
    parsed.plan?.waves.map(({ id, tasks }) => [
      id,
      tasks.map((task) => [task.id, task.team, task.dependsOn, task.risk]),
    ]),
    [
      ['wave-1', [['task-1', 'web', [], 'medium']]],
      ['wave-2', [['task-2', undefined, ['task-1'], 'high']]],
    ],
  );
  // What it owns has to be named before anything can be launched.
  assert.ok(parsePlan(made).problems.some(({ severity }) => severity === 'error'));
});

test('a plan with names that are used in several places becomes one without them', () => {
  const named = source
    .replace('checkpoint: {test: npm test}', 'checkpoint: {test: &suite npm test}')
    .replace('verify: [npm test, node --check src/cart.js]', 'verify: [*suite]');
  const parsed = parsePlan(named);
  assert.ok(parsed.plan !== undefined);
  assert.doesNotMatch(planFromRun(named, parsed.plan, 'Next'), /[&*]suite/u);
});

test('a plan that takes a run back keeps its agents and checks, and has a wave for each that is taken back', () => {
  const made = parsePlan(
    revertPlan(source, 'Revert: Move the cart', [{ id: 'use', title: 'Use it', commit: 'b'.repeat(40) }]),
  );
  assert.deepEqual(
    made.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.deepEqual(
    made.plan?.waves.map(({ id, title, reverts }) => ({ id, title, reverts })),
    [{ id: 'revert-use', title: 'Revert: Use it', reverts: { wave: 'Use it', commit: 'b'.repeat(40) } }],
  );
  assert.equal(made.plan?.checkpoint.test, 'npm test');
});
