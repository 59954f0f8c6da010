import { after, test } from 'node:test';
import { emptyRunProject } from '../../support/runProject.ts';
import { applySetup } from '../applySetup.ts';
import { installAgents } from '../installAgents.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { startModelServer } from '../model/modelServer.ts';
import { validatesTwice } from '../wholeRuns.ts';

const drivers = ['claude', 'codex'] as const;
const { bins, skip } = await installAgents(...drivers);

test(
  'Claude Code and Codex validate a result, and after the fix look again in the conversations they had',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    cleanEnvironment(home, bins);
    await validatesTwice(t, drivers, { model, configure: (setup) => applySetup(home, setup) });
  },
);
