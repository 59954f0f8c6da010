import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { startRealRun } from '../../support/realRun.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { installAgents } from '../installAgents.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { answering, handoffFor } from '../model/scripts.ts';

const { bins, skip } = await installAgents('codex');

test(
  'Codex validates the next wave while the one before is at work, and reads it again for a file that one has changed',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    t.after(cleanEnvironment(home, bins));
    const script: Script = (conversation, session) => {
      const handoff = handoffFor(session, [], 'It can be carried out as it says.');
      const review = { verdict: 'approve', findings: [], earlier: [], cites: [{ file: 'src/a.js', line: 1 }] };
      return answering({ ...handoff, question: '', deviations: [], discoveries: [], review }, conversation, 0);
    };
    const setup = setups.codex(model.url(script));
    applySetup(home, setup);
    const plan = smallPlan([[{ id: 'a' }], [{ id: 'b' }]], {
      agents: { codex: profileFor('codex', setup) },
      validators: [{ agent: 'codex', disposition: 'Distrusts tests' }],
      validateAhead: 'wave',
    });
    const files = { 'src/base.js': '', 'src/a.js': 'export const a = 1;\n', 'src/b.js': '' };
    const agents = { a: "await waitFor('read'); work();", b: 'work();' };
    const project = createRunProject(t, { plan, agents, files });
    const run = await startRealRun(project);
    const ended = ({ sessions }: RunState, round: number): boolean =>
      sessions[`ahead~two~${round}~validator-1`]?.status === 'ended';

    const during = await run.drive((state) => ended(state, 1));
    assert.equal(during.waves['one']?.status, 'running', 'the wave before is at work');
    assert.equal(during.sessions['ahead~two~1~validator-1']?.result?.review?.verdict, 'approve');
    project.leave('read');
    const later = await run.drive((state) =>
      pendingGates(state).some(({ wave, kind }) => kind === 'launch' && wave === 'two'),
    );
    assert.ok(ended(later, 2), 'what wave one changed in src/a.js has made the verdict void');
  },
);
