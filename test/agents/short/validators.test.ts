import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { installAgent } from '../../../scripts/agents/installAgent.ts';
import { pendingGates } from '../../../src/core/run/queries.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import { hasFailed, startRealRun } from '../../support/realRun.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import { validatorScript } from '../model/scripts.ts';

const drivers = ['claude', 'codex'] as const;
const installed = await Promise.all(
  drivers.map(async (driver) => {
    const cli = driverOf(driver).cli;
    return cli === undefined ? { problem: `${driver} has no CLI.` } : installAgent(cli);
  }),
);
const problems = installed.flatMap((each) => ('problem' in each ? [each.problem] : []));
const bins = installed.flatMap((each) => ('bin' in each ? [each.bin] : []));

/** Writes the constant, and repairs it when told what is wrong. */
const worker = `
  const { appendFileSync } = await import('node:fs');
  if (task === 'a') work();
  else { appendFileSync('src/a.js', '// mended\\n'); handOff(['src/a.js']); }`;

test(
  'Claude Code and Codex validate a result, and after the fix look again in the conversations they had',
  { skip: problems[0] ?? false },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    cleanEnvironment(home, bins);
    const url = model.url(validatorScript('src/a.js'));
    for (const driver of drivers) applySetup(home, setups[driver](url));
    const agents = Object.fromEntries(drivers.map((driver) => [driver, profileFor(driver, setups[driver](url))]));
    const plan = smallPlan([[{ id: 'a', agent: 'worker' }]], {
      agents,
      validators: [
        { agent: 'claude', disposition: 'Insists that every statement is shown by a test' },
        { agent: 'codex', disposition: 'Distrusts tests and reads the code' },
      ],
    });
    const project = createRunProject(t, {
      plan,
      agents: { worker },
      files: { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' },
    });
    const run = await startRealRun(project);
    const state = await run.drive(hasFailed);

    const first = [run.result('validator-1'), run.result('validator-2')];
    assert.deepEqual(
      first.map(({ outcome }) => outcome),
      ['done', 'done'],
      first.map(({ message }) => message).join(' '),
    );
    assert.deepEqual(
      state.lastFindings.map(({ severity, validators, citation }) => ({ severity, validators, citation })),
      [{ severity: 'blocker', validators: ['validator-1', 'validator-2'], citation: 'verified' }],
    );

    await run.drive(({ validation }) => validation?.attempt === 2, { adapt: () => ({ strategy: 'fix', task: 'a' }) });
    const last = await run.until((now) => pendingGates(now).some(({ kind }) => kind === 'acceptance'));
    const second = [run.result('validator-1'), run.result('validator-2')];
    assert.deepEqual(last.lastFindings, []);
    assert.deepEqual(
      second.map(({ conversation }) => conversation),
      first.map(({ conversation }) => conversation),
    );
    for (const { summary } of second) assert.match(summary ?? '', /^Looked at 2 sessions of this conversation/);
  },
);
