import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assumedLines } from '../../../../src/core/plan/assumed.ts';
import { withAssumed } from '../../../../src/core/plan/withAssumed.ts';
import type { Assumed } from '../../../../src/core/plan/assumed.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

const small = `waveplan: 1
title: Greet in French
waves:
  - id: one
    title: French
    tasks:
      - {id: greet, title: Greet, owns: [src/greet.js], objective: There is a French greeting., steps: [Look, Add, Check]}
`;
const assumed: Assumed = {
  agent: { driver: 'claude', from: 'the only one installed' },
  test: { command: 'npm test', from: 'package.json' },
};
const codes = (source: string, facts: object) =>
  parsePlan(source, facts)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)
    .sort();

suite('a plan of a title and one task', () => {
  test('has no error where an agent and a test command are known, and gets both', () => {
    assert.deepEqual(codes(small, {}), ['no-agent', 'no-verification']);
    assert.deepEqual(codes(small, { assumed }), []);
    const { plan } = parsePlan(small, { assumed });
    assert.equal(plan?.agents['claude']?.driver, 'claude');
    assert.equal(plan?.checkpoint.test, 'npm test');
    assert.deepEqual(plan && assumedLines(plan, assumed), [
      'Agent: claude (the only one installed)',
      'Test: npm test (from package.json)',
    ]);
  });

  test('says which agents could be meant where several are installed, and that nothing tests it', () => {
    const noAgent = 'Several are installed here: claude, codex.';
    const { problems } = parsePlan(small, { assumed: { noAgent } });
    assert.match(problems.find(({ code }) => code === 'no-agent')?.message ?? '', /Several are installed here/);
    assert.deepEqual(codes(small, { assumed: { noAgent } }), ['no-agent', 'no-verification']);
  });
});

suite('a plan that says something itself', () => {
  test('keeps it: nothing is assumed over its words', () => {
    const { plan } = parsePlan(planText(), { assumed });
    if (plan === undefined) assert.fail('it has errors');
    assert.deepEqual(withAssumed(plan, assumed), plan);
    assert.deepEqual(assumedLines(plan, assumed), []);
    const none = parsePlan(`${small}checkpoint: none\n`, { assumed });
    assert.equal(none.plan?.checkpoint.test, undefined);
  });
});
