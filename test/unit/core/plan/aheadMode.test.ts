import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { aheadMode, aheadValidators } from '../../../../src/core/plan/aheadMode.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { planOf } from '../../../support/parsedPlan.ts';

const cli = { driver: 'claude' };
const program = { driver: 'command', argv: ['node', 'agent.mjs'] };

/** A plan of so many tasks in two waves (or one), all by one agent. */
function planOfSize(tasks: number, rest: object = {}, waves = 2, agents: object = { mine: cli }): Plan {
  const all = Array.from({ length: tasks }, (_, index) => ({ id: `t${index}`, agent: 'mine' }));
  const cut = waves === 1 ? tasks : tasks - 1;
  return planOf(waves === 1 ? [all] : [all.slice(0, cut), all.slice(cut)], {
    agents: agents as Record<string, object>,
    ...rest,
  });
}

suite('validation of tasks ahead of their launch', () => {
  for (const [tasks, mode] of [
    [2, 'off'],
    [5, 'off'],
    [6, 'once'],
    [15, 'once'],
    [16, 'wave'],
  ] as const)
    test(`is ${mode} for ${tasks} tasks, unless the plan says so`, () => {
      assert.equal(aheadMode(planOfSize(tasks)), mode);
      for (const said of ['off', 'once', 'wave'] as const)
        assert.equal(aheadMode(planOfSize(tasks, { validateAhead: said })), said);
    });

  test('is off for a single wave, which would be read at its launch anyway', () => {
    assert.equal(aheadMode(planOfSize(16, {}, 1)), 'off');
    assert.equal(aheadMode(planOfSize(16, { validateAhead: 'once' }, 1)), 'once');
  });

  test('is off with a program of your own, unless the plan asks for it', () => {
    assert.equal(aheadMode(planOfSize(16, {}, 2, { mine: program })), 'off');
    assert.equal(aheadMode(planOfSize(16, { validateAhead: 'wave' }, 2, { mine: program })), 'wave');
  });

  test('is off without any agent, whatever the plan says', () => {
    assert.equal(aheadMode({ ...planOfSize(16, { validateAhead: 'wave' }), agents: {} }), 'off');
  });
});

suite('validators of tasks ahead', () => {
  const names = (agents: object, validators: object[] = []): readonly (readonly [string, string])[] =>
    aheadValidators({
      ...planOf([['a']], { agents: agents as Record<string, object>, validators }),
      agents: planAgents(agents),
    }).map(({ subject, agent, disposition }) => [subject, `${agent}: ${disposition.split(' ').slice(0, 2).join(' ')}`]);

  test('are two of different disposition, by two agents where there are two', () => {
    assert.deepEqual(names({ one: cli, two: cli, three: cli }), [
      ['validator-1', 'one: A senior'],
      ['validator-2', 'two: A pedant'],
    ]);
    assert.deepEqual(names({ one: cli }), [
      ['validator-1', 'one: A senior'],
      ['validator-2', 'one: A pedant'],
    ]);
  });

  test('are those of the plan first, and a usual one takes the place of the second', () => {
    const named = { agent: 'two', disposition: 'Distrusts tests' };
    assert.deepEqual(names({ one: cli, two: cli }, [named]), [
      ['validator-1', 'two: Distrusts tests'],
      ['validator-2', 'one: A pedant'],
    ]);
    const both = [named, { agent: 'one', disposition: 'Insists on names' }];
    assert.deepEqual(names({ one: cli, two: cli }, both), [
      ['validator-1', 'two: Distrusts tests'],
      ['validator-2', 'one: Insists on'],
    ]);
  });

  test('are programs of your own only where there is no CLI', () => {
    assert.deepEqual(
      names({ own: program, one: cli }).map(([, text]) => text),
      ['one: A senior', 'one: A pedant'],
    );
    assert.deepEqual(
      names({ own: program, other: program }).map(([, text]) => text),
      ['own: A senior', 'other: A pedant'],
    );
    assert.deepEqual(aheadValidators({ agents: {}, validators: [] }), []);
  });
});

/** These profiles and no others: the plan of a test has one for its task as well. */
function planAgents(agents: object): Plan['agents'] {
  const all = planOf([['a']], { agents: agents as Record<string, object> }).agents;
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(agents, name)));
}
