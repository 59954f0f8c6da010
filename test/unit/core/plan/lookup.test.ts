import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { agentText } from '../../../../src/core/plan/agentText.ts';
import { allGateRules, customGates, gateRules } from '../../../../src/core/plan/gateRules.ts';
import { sameName } from '../../../../src/core/plan/interfaceName.ts';
import { agentOf, placedTasks, profileOf, taskById, waveOf } from '../../../../src/core/plan/lookup.ts';
import { precedenceOf, precedenceText } from '../../../../src/core/plan/precedence.ts';
import { bareProfile } from '../../../../src/core/plan/withAssumed.ts';
import type { AgentProfile } from '../../../../src/core/plan/schema/plan.ts';
import { planOf } from '../../../support/parsedPlan.ts';

const plan = planOf([['a', 'b'], ['c']], {
  gates: {
    launch: { approvers: ['ada'] },
    custom: {
      review: { before: 'launch', waves: ['two'], asks: 'Read it' },
      security: { before: 'launch', asks: 'Look closely' },
      window: { before: 'ship', asks: 'Agreed' },
    },
  },
});

suite('a task of a plan', () => {
  test('is found by its id, with its wave', () => {
    assert.equal(taskById(plan, 'c')?.title, 'Change c');
    assert.equal(waveOf(plan, 'c')?.id, 'two');
    for (const id of ['', 'd', 'constructor', '__proto__']) {
      assert.equal(taskById(plan, id), undefined);
      assert.equal(waveOf(plan, id), undefined);
    }
  });

  test('stands where the plan has it', () => {
    assert.deepEqual(
      placedTasks(plan).map(({ wave, waveIndex, task, taskIndex }) => [wave.id, waveIndex, task.id, taskIndex]),
      [
        ['one', 0, 'a', 0],
        ['one', 0, 'b', 1],
        ['two', 1, 'c', 0],
      ],
    );
    assert.deepEqual(placedTasks({ ...plan, waves: [] }), []);
  });

  test('is worked on by the agent it names, else the first of the plan', () => {
    assert.equal(agentOf(plan, { agent: 'b' }), 'b');
    assert.equal(agentOf(plan, {}), 'a');
    assert.equal(agentOf({ agents: {} }, {}), undefined);
    assert.equal(profileOf(plan, { agent: 'b' }), plan.agents['b']);
    assert.equal(profileOf(plan, {}), plan.agents['a']);
    for (const agent of ['nobody', 'constructor', '__proto__', 'toString'])
      assert.equal(profileOf(plan, { agent }), undefined, agent);
  });
});

suite('an agent in a few words', () => {
  const texts: readonly (readonly [AgentProfile, string])[] = [
    [{ ...bareProfile('claude') }, 'claude'],
    [{ ...bareProfile('claude'), model: 'sonnet' }, 'claude · sonnet'],
    [{ ...bareProfile('codex'), effort: 'high' }, 'codex · high'],
    [{ ...bareProfile('codex'), model: 'm', effort: 'low' }, 'codex · m · low'],
    [{ ...bareProfile('claude'), argv: ['/opt/claude'] }, 'claude'],
    [{ ...bareProfile('command'), argv: ['node', 'agent.mjs'] }, 'node agent.mjs'],
    [bareProfile('command'), 'no program'],
  ];
  for (const [profile, text] of texts)
    test(`is ${text}`, () => {
      assert.equal(agentText(profile), text);
    });
});

suite('rules of a gate', () => {
  test('are those of its kind, or of its name among those of the plan’s own', () => {
    assert.deepEqual(gateRules(plan, 'launch')?.approvers, ['ada']);
    assert.equal(gateRules(plan, 'ship'), undefined);
    assert.equal(gateRules(plan, 'custom', 'window')?.approvers.length, 0);
    for (const name of [undefined, 'launch', 'constructor', '__proto__'])
      assert.equal(gateRules(plan, 'custom', name), undefined, name);
    assert.equal(gateRules({ gates: {} }, 'custom', 'window'), undefined);
  });

  test('are listed with the keys that lead to them', () => {
    assert.deepEqual(
      allGateRules(plan).map(({ name, path }) => [name, path.join('.')]),
      [
        ['launch', 'gates.launch'],
        ['review', 'gates.custom.review'],
        ['security', 'gates.custom.security'],
        ['window', 'gates.custom.window'],
      ],
    );
    assert.deepEqual(allGateRules({ gates: {} }), []);
    assert.deepEqual(allGateRules({ gates: { launch: undefined } }), []);
  });

  test('of the plan’s own hold a step, and a launch only of their waves', () => {
    const names = (...args: readonly ['launch' | 'ship', string?]): readonly string[] =>
      customGates(plan, ...args).map(([name]) => name);
    assert.deepEqual(names('launch', 'one'), ['security']);
    assert.deepEqual(names('launch', 'two'), ['review', 'security']);
    assert.deepEqual(names('launch'), ['review', 'security']);
    assert.deepEqual(names('ship'), ['window']);
    assert.deepEqual(customGates({ gates: {} }, 'ship'), []);
  });
});

suite('sources that disagree', () => {
  test('count in the order the plan gives them, then in the usual one', () => {
    assert.deepEqual(precedenceOf({}), ['plan', 'spec', 'issue']);
    assert.deepEqual(precedenceOf({ precedence: ['issue'] }), ['issue', 'plan', 'spec']);
    assert.deepEqual(precedenceOf({ precedence: ['spec', 'issue', 'plan'] }), ['spec', 'issue', 'plan']);
  });

  test('are named where there is more than the plan', () => {
    assert.equal(precedenceText(plan), undefined);
    const usual = 'the plan, then the specification, then the issue';
    assert.equal(precedenceText({ ...plan, spec: 'docs/spec.md' }), usual);
    assert.equal(precedenceText({ ...plan, precedence: ['spec'] }), 'the specification, then the plan, then the issue');
    assert.equal(precedenceText(planOf([[{ id: 'a', spec: ['docs/other.md#login'] }]])), usual);
  });
});

test('a name of an interface is the same however its blanks are written', () => {
  assert.equal(sameName('greet( \t name:\r\n string)'), 'greet( name: string)');
  assert.equal(sameName(''), '');
});
