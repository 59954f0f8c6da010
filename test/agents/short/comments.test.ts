import { after, test } from 'node:test';
import { emptyRunProject } from '../../support/runProject.ts';
import { applySetup } from '../applySetup.ts';
import { installAgents } from '../installAgents.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { startModelServer } from '../model/modelServer.ts';
import { answersComment } from '../wholeRuns.ts';

const { bins, skip } = await installAgents('claude');

test(
  'Claude Code answers a comment in the conversation it did the work in, on top of that work',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    cleanEnvironment(home, bins);
    await answersComment(t, 'claude', { model, configure: (setup) => applySetup(home, setup) });
  },
);
