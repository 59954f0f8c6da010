import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { agentText } from '../../../../src/core/plan/agentText.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';

const planWith = (agent: string) => `waveplan: 1
title: A plan
agents: {mine: ${agent}}
waves:
  - id: one
    title: One
    tasks:
      - {id: a, title: A, owns: [a.js], objective: A holds one constant., steps: [Open, Add, Save], verify: [npm test]}
`;

describe('an agent profile', () => {
  test('needs no more than the name of a CLI', () => {
    const { plan, problems } = parsePlan(planWith('{driver: claude, model: sonnet, effort: high}'));
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(plan?.agents['mine']?.mode, 'workspace-write');
    assert.deepEqual(plan?.agents['mine']?.env, []);
    assert.equal(plan && agentText(plan.agents['mine']), 'claude · sonnet · high');
  });

  test('with driver "command" has to name its program, and is told what else it could be', () => {
    const source = planWith('{driver: command}');
    const [found, ...rest] = parsePlan(source).problems.filter(({ severity }) => severity === 'error');
    assert.deepEqual(rest, []);
    assert.equal(found?.code, 'missing-key');
    assert.match(found?.message ?? '', /argv: \[my-agent, "\{directive\}"\].*driver: claude/);
    assert.equal(source.slice(found?.start, found?.end), 'mine');
  });

  test('with a driver nobody has heard of is refused, with the nearest name', () => {
    const [found] = parsePlan(planWith('{driver: cladue}')).problems;
    assert.match(found?.message ?? '', /must be "command", "claude".*claude/s);
  });
});
