import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { findAgents, probeAgent } from '../../../src/runs/editor/agentCheck.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import type { AgentFixture } from '../agentFixture.ts';
import { createAgentFixture } from '../agentFixture.ts';
import type { TestedDriver } from '../clis.ts';
import { setups } from '../clis.ts';
import type { ModelServer } from '../model/modelServer.ts';
import { startModelServer } from '../model/modelServer.ts';
import { refusalScript } from '../model/scripts.ts';

// Both before the first test, which takes this process its home folder.
const candidates = await Promise.all(
  (['claude', 'codex'] as const satisfies readonly TestedDriver[]).map(async (driver) => {
    const { cli } = driverOf(driver);
    const installed = cli === undefined ? { problem: `${driver} has no CLI.` } : await installAgent(cli);
    return { driver, cli, installed };
  }),
);

for (const { driver, cli, installed } of candidates) {
  describe(`looking for ${driver}`, { skip: 'problem' in installed ? installed.problem : false }, () => {
    let fixture: AgentFixture;
    let model: ModelServer;
    before(async () => {
      if ('problem' in installed) return;
      fixture = await createAgentFixture(driver, installed.bin);
      model = await startModelServer();
    });
    after(async () => {
      await model.close();
      fixture.close();
    });

    test('finds it with its version', async () => {
      const found = (await findAgents(createPrograms(), process.env)).find((finding) => finding.driver === driver);
      assert.equal(found?.version, cli?.testedVersion);
      assert.equal(found?.note, 'The tested version.');
    });

    test('shows that it answers', async () => {
      const worktree = fixture.worktree('answers');
      fixture.configure(setups[driver](model.url(() => ({ kind: 'text', text: 'ready' }))));
      assert.equal(await probeAgent(driverOf(driver), createPrograms(), process.env, worktree, 90), undefined);
    });

    test('says when it has not answered in time', async () => {
      const worktree = fixture.worktree('late');
      fixture.configure(setups[driver](model.url(() => new Promise<never>(() => {}), { aside: true })));
      const problem = await probeAgent(driverOf(driver), createPrograms(), process.env, worktree, 2);
      assert.match(problem ?? '', /did not answer within 2 s.*wavegate\.agentCheckTimeout/);
    });

    test('says when it is not logged in', async () => {
      const worktree = fixture.worktree('refused');
      const script = refusalScript(401, 'authentication_error', 'invalid x-api-key');
      fixture.configure(setups[driver](model.url(script, { aside: true })));
      const problem = await probeAgent(driverOf(driver), createPrograms(), process.env, worktree, 90);
      assert.match(problem ?? '', /not let in by its provider.*not logged in/s);
    });
  });
}
