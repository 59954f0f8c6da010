import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import type { AgentProfile } from '../../../src/core/plan/schema/plan.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { createAgentFixture } from '../agentFixture.ts';
import { setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { builtInRecipes } from '../../../src/core/recipes/builtIn.ts';
import type { StageWork } from '../../../src/core/model/sessionWork.ts';
import { doingScript, editScript } from '../model/scripts.ts';

/** The work, and a review of it in the same conversation. */
function workAndReview(profile: AgentProfile): readonly StageWork[] {
  const review = builtInRecipes['tdd']?.find(({ id }) => id === 'review');
  assert.ok(review);
  const common = {
    ...review,
    agent: 'mine',
    profile,
    mode: 'workspace-write',
    shows: 'success',
    review: false,
  } as const;
  return [{ ...common, id: 'work', session: 'fresh', steps: [] }, common];
}

for (const driver of ['claude', 'codex'] as const) {
  const cli = driverOf(driver).cli;
  const installed = cli === undefined ? { problem: `${driver} has no CLI.` } : await installAgent(cli);

  test(
    `${driver} reviews its own work once, in the same conversation, and that is what counts`,
    { skip: 'problem' in installed ? installed.problem : false },
    async (t) => {
      const fixture = await createAgentFixture(driver, 'bin' in installed ? installed.bin : '');
      const model = await startModelServer();
      t.after(async () => {
        await model.close();
        fixture.close();
      });
      const worktree = fixture.worktree('reviewed');
      const first = editScript(worktree, 'src/a.js', 'export const a = 2;\n');
      const repaired = editScript(worktree, 'src/a.js', 'export const a = 3;\n');
      let asked = 0;
      const script: Script = (conversation, session) => {
        const reviews = conversation.items.filter(
          ({ kind, text }) => kind === 'prompt' && text.includes('## Stage 2 of 2: review'),
        );
        asked = Math.max(asked, reviews.length);
        return (reviews.length > 0 ? repaired : first)(conversation, session);
      };
      const run = fixture.run(worktree, setups[driver](model.url(script)), { stages: workAndReview });
      const result = await run.result;

      assert.equal(result.outcome, 'done', `${result.message}\n${run.output().slice(-2_000)}`);
      assert.equal(readFileSync(path.join(worktree, 'src', 'a.js'), 'utf8'), 'export const a = 3;\n');
      assert.deepEqual(
        result.changes?.map(({ path: file }) => file),
        ['src/a.js'],
      );
      assert.equal(asked, 1, 'once, with what was said before at hand');
      assert.deepEqual([result.usage?.inputTokens, result.usage?.outputTokens], [9600, 200], 'both parts are counted');
    },
  );

  test(
    `${driver} that has nothing done to show is asked once to finish, not to review it`,
    { skip: 'problem' in installed ? installed.problem : false },
    async (t) => {
      const fixture = await createAgentFixture(driver, 'bin' in installed ? installed.bin : '');
      const model = await startModelServer();
      t.after(async () => {
        await model.close();
        fixture.close();
      });
      const run = fixture.run(fixture.worktree('nothing'), setups[driver](model.url(doingScript([]))), {
        stages: workAndReview,
      });

      const result = await run.result;
      assert.deepEqual([result.outcome, result.askedToFinish], ['no-handoff', true]);
      assert.equal(run.events().filter(({ type }) => type === 'final').length, 2);
    },
  );
}
