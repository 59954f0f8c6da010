import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import type { AgentFixture, AgentRun } from '../agentFixture.ts';
import { installAgents } from '../installAgents.ts';
import { createAgentFixture } from '../agentFixture.ts';
import { setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { ModelServer, Script } from '../model/modelServer.ts';
import { doingScript, editScript } from '../model/scripts.ts';
import type { Action } from '../model/toolbox.ts';
import { runningWith } from '../runningWith.ts';

const { bins, skip } = await installAgents('claude');

describe('claude that leaves a command running in the background', { skip }, () => {
  let fixture: AgentFixture;
  let model: ModelServer;
  before(async () => {
    fixture = await createAgentFixture('claude', bins[0] ?? '');
    model = await startModelServer();
  });
  after(async () => {
    await model.close();
    fixture.close();
  });
  /** Where it works, and a command that runs until the session has ended. */
  const begin = (name: string) => {
    const worktree = fixture.worktree(name);
    const mark = `${name}-${process.pid}`;
    return { worktree, mark, command: `node wait.mjs ${mark}`, file: `${worktree}/src/a.js` };
  };
  const inBackground = (command: string): Action => ({
    do: 'call',
    tool: 'Bash',
    args: { command, description: 'Wait', run_in_background: true },
  });

  test('and ends its turn without a handoff is asked once to finish, and keeps what it changed', async () => {
    const { worktree, mark, command, file } = begin('asked');
    const leaves = doingScript([
      { do: 'read', path: file },
      { do: 'overwrite', path: file, content: 'export const a = 2;\n' },
      inBackground(`${command} forever`),
    ]);
    const finishes = editScript(worktree, 'src/a.js', 'export const a = 3;\n');
    let kept = '';
    let running: readonly unknown[] = [];
    const script: Script = (conversation, session) => {
      if (!conversation.items.some(({ text }) => text.includes('background was ended')))
        return leaves(conversation, session);
      if (kept === '') [kept, running] = [readFileSync(file, 'utf8'), runningWith(`${mark} forever`)];
      return finishes(conversation, session);
    };
    const limits = { idleMinutes: 0.1, startMinutes: 5 };
    const run = fixture.run(worktree, setups['claude'](model.url(script)), { limits, work: { verify: [command] } });
    const result = await run.result;
    assert.deepEqual([result.outcome, result.askedToFinish], ['done', true], told(result, run));
    assert.equal(kept, 'export const a = 2;\n', 'its edit is there when it is asked');
    assert.deepEqual(running, [], 'nothing runs in the background any more');
    assert.equal(readFileSync(file, 'utf8'), 'export const a = 3;\n');
  });

  test('and hands off is done soon, and what it left running is ended', async () => {
    const { worktree, mark, command } = begin('server');
    const script = editScript(worktree, 'src/a.js', 'export const a = 2;\n', [inBackground(`${command} forever`)]);
    const limits = { exitMinutes: 0.03 };
    const run = fixture.run(worktree, setups['claude'](model.url(script)), { limits, work: { verify: [command] } });
    const result = await run.result;
    assert.deepEqual([result.outcome, result.askedToFinish], ['done', undefined], told(result, run));
    assert.deepEqual(runningWith(`${mark} forever`), []);
  });

  test('is left alone while that may still make it go on, as it does when the command ends', async () => {
    const { worktree, command, file } = begin('ends');
    const waits = doingScript([{ do: 'read', path: file }, inBackground(`${command} briefly`)]);
    const goesOn = editScript(worktree, 'src/a.js', 'export const a = 2;\n');
    let waited = false;
    const script: Script = (conversation, session) => {
      const last = conversation.items.findLastIndex(({ text }) => text.includes('task-notification'));
      if (last < 0) return waits(conversation, session);
      waited = true;
      const prompt = conversation.items.findIndex(
        ({ kind, text }) => kind === 'prompt' && text.includes('WAVEGATE_SESSION'),
      );
      const since = [conversation.items[prompt]!, ...conversation.items.slice(last + 1)];
      return goesOn({ ...conversation, items: since }, session);
    };
    const run = fixture.run(worktree, setups['claude'](model.url(script)), { work: { verify: [command] } });
    const result = await run.result;
    assert.deepEqual([result.outcome, result.askedToFinish, waited], ['done', undefined, true], told(result, run));
    assert.deepEqual([result.usage?.inputTokens, result.usage?.outputTokens], [8400, 175], 'both turns are counted');
  });
});

const told = (result: SessionResult, run: AgentRun) => `${result.message}\n${run.output().slice(-3_000)}`;
