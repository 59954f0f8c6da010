import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driverOf } from '../../../src/drivers/drivers.ts';
import type { AgentWork } from '../../../src/core/model/sessionWork.ts';
import { conversationFor } from '../../../src/sessions/agent/agentLaunch.ts';

const resume = { id: 'talk', used: { inputTokens: 1, cachedTokens: 0, outputTokens: 1 } };

test('a conversation goes on only where its program finds it from another worktree', () => {
  const goesOn = (['claude', 'codex', 'copilot', 'gemini', 'qwen', 'opencode', 'command'] as const).filter(
    (driver) => conversationFor(driverOf(driver), { resume } as AgentWork) !== undefined,
  );
  assert.deepEqual(goesOn, ['claude', 'codex', 'copilot']);
});
