import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { composeEngine } from '../../../src/compose/engine.ts';
import { createWorkerClient } from '../../../src/compose/workerClient.ts';
import { parsePlan } from '../../../src/core/planRules/check/parsePlan.ts';
import { hasStabilised } from '../../../src/core/planReview/foldPass.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import type { DraftNews } from '../../../src/engine/draft/draftPlan.ts';
import { offerDraft } from '../../../src/runs/planning/draft.ts';
import { reviewPlan } from '../../../src/runs/planning/planReview.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { hostingPrograms } from '../../support/sessionHostBundle.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { installAgents } from '../installAgents.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { answering, handoffFor } from '../model/scripts.ts';

const drivers = ['codex', 'claude'] as const;
const { bins, skip } = await installAgents(...drivers);

const files = { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' };

test(
  'Codex repairs a draft with three mistakes in the same conversation, and Claude Code and Codex review it until they find nothing new',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    t.after(cleanEnvironment(home, bins));
    /** By the name of who is asked: sessions so far, each by the value that proves it. */
    const sessions = new Map<string, Set<string>>();
    let drafts: readonly string[] = [];
    let conversations = 0;
    const script: Script = (conversation, session) => {
      const who = session['WAVEGATE_TASK'] ?? '';
      const asked = (sessions.get(who) ?? new Set()).add(session['WAVEGATE_SESSION'] ?? '');
      sessions.set(who, asked);
      const handoff = { ...handoffFor(session, [], `Answer ${asked.size}.`), question: '' };
      if (who === 'plan') {
        conversations = Math.max(
          conversations,
          conversation.items.filter(({ text }) => text.includes('Correct the plan')).length,
        );
        return answering({ ...handoff, plan: drafts[asked.size - 1] ?? '' }, conversation, 0);
      }
      // The first finds two gaps, the other one of them; then they find nothing new.
      const titles =
        who === 'reviewer-1' ? ['Nobody owns the docs', 'The check is green anyway'] : ['Nobody owns the docs'];
      const found = asked.size === 1 ? titles : [];
      const gaps = found.map((title) => ({ kind: 'missing', line: 2, title, detail: '', find: '', replace: '' }));
      const planReview = { score: 4 + asked.size, ready: asked.size > 1, solid: [], gaps, earlier: [] };
      return answering({ ...handoff, planReview }, conversation, 0);
    };
    const url = model.url(script);
    for (const driver of drivers) applySetup(home, setups[driver](url));
    const agents = Object.fromEntries(drivers.map((driver) => [driver, profileFor(driver, setups[driver](url))]));
    const plan = smallPlan([[{ id: 'a', agent: 'codex' }]], { agents });
    const project = createRunProject(t, { plan, agents: {}, files });
    const { repository, planPath, env } = project;
    const { worker, sessionHost: hostProgram } = await hostingPrograms();
    const services = createWorkerClient(worker);
    const signer = createMemorySigner();
    const composed = await composeEngine({ folder: repository, planPath, signer, hostProgram, services, env });

    const source = project.git('show', `HEAD:${composed.ports.planFile.file}`);
    const wrong = source
      .replace('src/a.js', 'src/none.js')
      .replace(/"?steps"?:/, (key) => `"dependsOn": ["z"], "reads": ["src/nowhere.js"], "colour": "red", ${key}`);
    drafts = [wrong, source];
    const news: DraftNews[] = [];
    const { signal } = new AbortController();
    const wish = { planPath, goal: 'There is an a.', agent: 'codex' };
    const drafted = await offerDraft(wish, composed, services, (each) => news.push(each), signal);
    assert.ok(!('failed' in drafted), JSON.stringify(drafted));
    const repaired = news.filter((each) => each.kind === 'repairing');
    assert.equal(repaired.length, 1);
    assert.ok((repaired[0]?.wrong.length ?? 0) >= 3, repaired[0]?.wrong.join('\n'));
    assert.deepEqual([drafted.wrong, drafted.rounds], [[], 2]);
    assert.equal(parsePlan(drafted.source).plan?.title, 'A small change');
    assert.equal(conversations, 1, 'the same conversation');

    const review = () =>
      reviewPlan({ planPath, agents: [], afresh: false }, composed, services, () => undefined, signal);
    await review();
    const last = (await review()).review;
    assert.deepEqual(
      last.passes.map(({ fresh }) => fresh),
      [2, 0],
    );
    assert.ok(hasStabilised(last));
    assert.deepEqual(last.gaps[0]?.by, ['reviewer-1', 'reviewer-2']);
    assert.deepEqual(
      last.passes.at(-1)?.opinions.map(({ score, failed }) => [score, failed]),
      [
        [6, undefined],
        [6, undefined],
      ],
    );
  },
);
