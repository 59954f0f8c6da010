import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { keyObjection } from '../../../../src/core/gates/keyObjection.ts';
import { unopenable } from '../../../../src/core/model/approvers.ts';
import type { Decision } from '../../../../src/core/model/gate.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

suite('a gate that needs two people', () => {
  const run = new SimulatedRun().start(planText(1, 'gates: {launch: {required: 2}}\n')).approveAll('launch');
  const grace = { who: 'grace', key: 'key-of-grace' };
  assert.equal(run.decide('launch-1', 'approved', undefined, undefined, grace), undefined);
  const state = {
    ...run.run,
    approvers: [
      ...run.run.approvers,
      { name: 'grace', key: 'key-of-her-laptop' },
      { name: 'tony', key: 'key-of-tony' },
    ],
  };
  const gate = state.gates['launch-1'];
  const by = (who: string, key: string, verdict: Decision['verdict'] = 'approved'): string | undefined => {
    const [given] = gate?.approvals ?? [];
    assert.ok(gate && given);
    return keyObjection(gate, { ...given, who, key, verdict }, state);
  };

  test('is not opened by one of them with two keys', () => {
    assert.match(by('grace', 'key-of-her-laptop') ?? '', /grace has approved gate launch-1 already: 1 of 2/);
    assert.match(by('grace', 'key-of-grace') ?? '', /grace has approved gate launch-1 already/);
  });

  test('is opened by another one, and ended by either with any of their keys', () => {
    assert.equal(by('tony', 'key-of-tony'), undefined);
    assert.equal(by('grace', 'key-of-her-laptop', 'rejected'), undefined);
  });

  test('is refused where the plan names one person twice', () => {
    const known = new Set(['grace']);
    assert.match(
      unopenable({ approvers: ['grace', 'grace'], required: 2 }, known, 1) ?? '',
      /one person may give them/,
    );
  });
});
