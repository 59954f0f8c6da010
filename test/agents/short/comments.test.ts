import { after, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { emptyRunProject } from '../../support/runProject.ts';
import { applySetup } from '../applySetup.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { startModelServer } from '../model/modelServer.ts';
import { answersComment } from '../wholeRuns.ts';

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
    await answersComment(t, 'claude', { model, configure: (setup) => applySetup(home, setup) });
  },
);
