import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { composeEngine } from '../../../src/compose/engine.ts';
import { createWorkerClient } from '../../../src/compose/workerClient.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { flowScript } from '../../../src/core/flows/script.ts';
import type { Flow } from '../../../src/core/flows/flows.ts';
import { startRun } from '../../../src/engine/openRun.ts';
import { completeFlow } from '../../../src/runs/flows/completeFlow.ts';
import { learnFromRun } from '../../../src/runs/record/learnFromRun.ts';
import { openOfAgent } from '../../../src/runs/record/learnedFile.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { hostingPrograms } from '../../support/sessionHostBundle.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { answering, handoffFor } from '../model/scripts.ts';

const drivers = ['claude', 'codex'] as const;
const flow: Flow = {
  name: 'check-a',
  keys: ['check'],
  steps: [{ shape: { folder: '', variables: [], words: ['node', '--check', 'src/a.js'], shell: false }, slots: [] }],
  parameters: [],
  uses: [1, 2, 3].map((at) => ({ run: 'r1', session: `s${at}`, from: at, to: at + 1 })),
  runs: 1,
  drivers: ['claude'],
  ...{ calls: 1, milliseconds: 1_000, running: 100, tokens: 500, estimated: 0 },
};
const file = 'scripts/check-a.mjs';
const byCode = flowScript(flow, file);

for (const driver of drivers) {
  const cli = driverOf(driver).cli;
  const installed = cli === undefined ? { problem: `${driver} has no CLI.` } : await installAgent(cli);
  test(
    `${cli?.title} reads the record of a run and completes a script, and what it answers is looked at by code`,
    { skip: 'problem' in installed ? installed.problem : false },
    async (t) => {
      const model = await startModelServer();
      after(() => model.close());
      const { home } = emptyRunProject(t, 'agents');
      t.after(cleanEnvironment(home, 'bin' in installed ? [installed.bin] : []));
      const said = [
        { text: 'Change src/a.js first.', records: [1], commits: [] },
        { text: 'Rests on nothing.', records: [], commits: [] },
        { text: 'Invented.', records: [9_999], commits: [] },
      ];
      let directive = '';
      const script: Script = (conversation, session) => {
        directive = readFileSync(session['WAVEGATE_DIRECTIVE'] ?? '', 'utf8');
        const answer =
          session['WAVEGATE_TASK'] === 'script' ? { script: `${byCode}// Completed.\n` } : { learnings: said };
        return answering({ ...handoffFor(session, [], 'Read it.'), question: '', ...answer }, conversation, 0);
      };
      const setup = setups[driver](model.url(script));
      applySetup(home, setup);
      const plan = smallPlan([[{ id: 'a', agent: driver }]], { agents: { [driver]: profileFor(driver, setup) } });
      const files = { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' };
      const { repository, planPath, env } = createRunProject(t, { plan, agents: {}, files });
      const { worker, sessionHost: hostProgram } = await hostingPrograms();
      const services = createWorkerClient(worker);
      const signer = createMemorySigner();
      const composed = await composeEngine({ folder: repository, planPath, signer, hostProgram, services, env });
      const engine = await startRun('20261129-1200-abcd', composed.ports);
      const { state } = engine;
      await engine.close();
      const events = await composed.ports.journals.read(state.run);

      const wish = { state, events, kept: '', proposed: [], agent: driver };
      const { learnings, refused } = await learnFromRun(wish, composed, services, new AbortController().signal);

      assert.match(directive, /\[1\] .*A small change/u, 'the agent was given the record');
      assert.deepEqual(
        learnings.map(({ text }) => text),
        ['Change src/a.js first.'],
      );
      assert.match(learnings[0]?.evidence ?? '', /^record 1: /u);
      assert.deepEqual(
        refused.map(({ text }) => text),
        ['Rests on nothing.', 'Invented.'],
      );
      assert.deepEqual(await openOfAgent(composed.layout, state.run, ''), learnings);

      const { signal } = new AbortController();
      const none = { text: (text: string) => Promise.resolve({ text, secrets: 0 }) };
      const asked = { state, flow, file, byCode, agent: driver };
      const { text, by, usage } = await completeFlow(asked, composed, services, none, signal);
      assert.equal(text, `${byCode}// Completed.\n`);
      assert.deepEqual([by, (usage?.inputTokens ?? 0) > 0], [driver, true], 'what it used is kept with it');
    },
  );
}
