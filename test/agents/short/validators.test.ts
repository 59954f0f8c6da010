import { after, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { emptyRunProject } from '../../support/runProject.ts';
import { applySetup } from '../applySetup.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { startModelServer } from '../model/modelServer.ts';
import { validatesTwice } from '../wholeRuns.ts';

const drivers = ['claude', 'codex'] as const;
const installed = await Promise.all(
  drivers.map(async (driver) => {
    const cli = driverOf(driver).cli;
    return cli === undefined ? { problem: `${driver} has no CLI.` } : installAgent(cli);
  }),
);
const problems = installed.flatMap((each) => ('problem' in each ? [each.problem] : []));
const bins = installed.flatMap((each) => ('bin' in each ? [each.bin] : []));

test(
  'Claude Code and Codex validate a result, and after the fix look again in the conversations they had',
  { skip: problems[0] ?? false },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    cleanEnvironment(home, bins);
    await validatesTwice(t, drivers, { model, configure: (setup) => applySetup(home, setup) });
  },
);
