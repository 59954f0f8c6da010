import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { pendingGates } from '../../../src/core/run/queries.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { decideGate } from '../../../src/engine/decisions.ts';
import { isShipped, startRealRun, who } from '../../support/realRun.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { sessionsIn } from '../model/conversation.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { editScript } from '../model/scripts.ts';

const cli = driverOf('claude').cli;
const installed = cli === undefined ? { problem: 'claude has no CLI.' } : await installAgent(cli);
const skip = 'problem' in installed ? installed.problem : false;

test(
  'Claude Code answers a comment in the conversation it did the work in, on top of that work',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    cleanEnvironment(home, 'bin' in installed ? [installed.bin] : []);
    const prompts: string[] = [];
    /** Does what the directive says; in a conversation with two sessions, that is to answer the comment. */
    const script: Script = (conversation, session) => {
      const worktree = path.dirname(path.dirname(session['WAVEGATE_DIRECTIVE'] ?? ''));
      const sessions = sessionsIn(conversation);
      prompts.push(conversation.items.findLast(({ kind }) => kind === 'prompt')?.text ?? '');
      const content = sessions === 1 ? 'export const a = 2;\n' : 'export const a = 2; // counts the sessions\n';
      return editScript(worktree, 'src/a.js', content)(conversation, session);
    };
    const setup = setups.claude(model.url(script));
    applySetup(home, setup);
    const plan = smallPlan([[{ id: 'a', agent: 'claude' }]], { agents: { claude: profileFor('claude', setup) } });
    const files = { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' };
    const project = createRunProject(t, { plan, agents: {}, files });
    const run = await startRealRun(project);
    await run.drive((state) => pendingGates(state).some(({ kind }) => kind === 'spot-check'), {
      verdict: ({ kind }) => (kind === 'spot-check' ? undefined : 'approved'),
    });
    const first = run.result('a');
    const comments = [{ file: 'src/a.js', line: 1, text: 'Say what it counts.' }];
    const say = { gate: 'spot-check-1', verdict: 'rejected', who, channel: 'cli', note: 'Nearly.', comments } as const;
    assert.deepEqual(await decideGate(run.engine, run.ports, say), {});

    const state = await run.drive(isShipped);
    const second = run.result('a');
    assert.equal(state.waves['one']?.attempt, 2);
    assert.equal(second.conversation, first.conversation);
    assert.notEqual(state.sessions['wave~one~2~a']?.branch, state.sessions['wave~one~1~a']?.branch);
    assert.ok(prompts.some((prompt) => prompt.includes('At `src/a.js:1`: Say what it counts.')));
    assert.equal(project.git('show', 'wavegate/r1:src/a.js'), 'export const a = 2; // counts the sessions');
  },
);
