import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sshAgentInReach } from '../../../../src/core/plan/keyReach.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

function reach(text: string): string | undefined {
  const { plan } = parsePlan(text);
  assert.ok(plan);
  return sshAgentInReach(plan);
}

describe('a key of the SSH agent', () => {
  test('decides nothing where the plan gives agents the same SSH agent', () => {
    const named = planText().replace('"codemod.mjs"]}', '"codemod.mjs"], env: [SSH_AUTH_SOCK]}');
    assert.match(reach(named) ?? '', /SSH_AUTH_SOCK in env of codemod.*could sign decisions/);
    for (const place of ['$SSH_AUTH_SOCK', '${SSH_AUTH_SOCK}']) {
      const writable = planText(1, `worktree: {writable: ["${place}"]}\n`);
      assert.match(reach(writable) ?? '', /in worktree\.writable.*Take it out of the plan, or sign with a key file/);
    }
  });

  test('decides nothing where checks or set-up, which run what agents wrote, get the same SSH agent', () => {
    const checks = planText().replace('checkpoint: {', 'checkpoint: {env: [SSH_AUTH_SOCK], ');
    assert.match(reach(checks) ?? '', /in checkpoint\.env/);
    assert.match(reach(planText(1, 'worktree: {env: [SSH_AUTH_SOCK]}\n')) ?? '', /in worktree\.env/);
  });

  test('may decide where agents have no way to it', () => {
    assert.equal(reach(planText()), undefined);
    assert.equal(reach(planText(1, 'worktree: {writable: ["~/.cache/tool/"]}\n')), undefined);
  });
});
