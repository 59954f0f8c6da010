import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { textsOf } from '../support/stateTexts.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { approvePlan, launch, spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';
import { mate, teamPlan, teamPlanFile, worksInATeam } from './steps/team.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });
const onHold = /Approve the plan\s*on hold/;
const rejected = /Approve the plan\s*rejected/;

/** Agents that are at work until they are told to go on, while the window goes and comes back. */
const patient = 'enterLedger(); await waitFor("go"); work();';
const patientTasks = ['b', 'c', 'd'];

/** Sessions that the journal of the only run says were started, in order. */
function startedSessions(state: string): readonly string[] {
  const lines = textsOf(state, 'journal.jsonl').trimEnd().split('\n');
  const events = lines.flatMap((line) => (JSON.parse(line) as { events: { type: string; session: string }[] }).events);
  return events.flatMap(({ type, session }) =>
    type === 'session-dispatched' || type === 'session-retried' ? session : [],
  );
}

test('a person decides on one run by clicking, through a reload and a kill, until they stop it, and then on one of a team', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const asks = { required: 1 };
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([patientTasks, ['e']], { gates: { launch: asks, acceptance: asks, ship: asks } }),
      agents: {
        ...Object.fromEntries(patientTasks.map((task) => [task, patient])),
        e: 'await waitFor("never");',
        mate,
      },
      files: {
        'src/base.js': '',
        [teamPlanFile]: `${JSON.stringify(teamPlan, null, 2)}\n`,
        '.vscode/settings.json': dark,
      },
    },
  );
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const step = stepsOf(t);

  await step('the plan is held, asked again, rejected and approved', async () => {
    await window.pressLens('Start run');
    await window.press('Gates', 'Approve the plan', 'Hold Gate');
    await window.answer('Hold plan', 'Back from lunch at two.');
    await window.waitFor('Gates', onHold);
    await code.screenshot('one run 1 on hold');
    await window.press('Gates', onHold, 'Reopen Gate');
    await window.waitFor('Gates', 'Approve the plan');

    await window.press('Gates', 'Approve the plan', 'Reject Gate');
    await window.answer('Reject plan', 'The third wave is missing.');
    await window.waitFor('Gates', rejected);
    await code.screenshot('one run 2 rejected');
    await window.press('Gates', rejected, 'Reopen Gate');
    await approvePlan(window);
    await window.waitFor('Gates', 'Launch Wave 1');
  });

  await step('saving an edit voids the approval, and says so', async () => {
    const plan = readFileSync(project.planPath, 'utf8');
    writeFileSync(project.planPath, plan.replace('Change b', 'Change just b'));
    await window.notified('its approval is void');
    await window.waitFor('Gates', 'Approve the plan');
    await until(async () => (await window.item('Gates', 'Launch Wave 1').count()) === 0);
    await code.screenshot('one run 3 plan edited');
    await approvePlan(window);
  });

  await step('agents go on through a reload and a kill -9, and the run with them', async () => {
    await launch(window, 'Wave 1');
    await until(() => project.read('ledger').split('\n').length > patientTasks.length);
    await window.statusBar('Running').waitFor();
    await code.reload();
    await window.statusBar('Running').waitFor();
    await code.screenshot('one run 4 reloaded');
    await code.killExtensionHost();
    project.leave('go');
    await window.waitFor('Gates', 'Spot-check Wave 1');
    await code.screenshot('one run 5 killed');
    const started = startedSessions(folders.state);
    assert.ok(started.length > patientTasks.length);
    assert.equal(new Set(started).size, started.length, 'no session was started twice');
    const entries = project.read('ledger').trim().split('\n');
    assert.equal(entries.length, patientTasks.length, 'no agent was started twice');
    await spotCheck(window, 'Wave 1');
  });

  await step('a session is stopped, and the run with what it has made', async () => {
    await launch(window, 'Wave 2');
    await window.waitFor('Sessions', 'Change e');
    await code.screenshot('one run 6 running');
    await window.press('Sessions', 'Change e', 'Stop Session');
    await code.page.locator('.monaco-dialog-box').waitFor();
    await code.screenshot('one run 7 stop session');
    await window.confirm('Stop "Change e"', 'Stop Session');
    await window.waitFor('Gates', 'choose how to continue');
    await window.waitFor('Sessions', /Change e.*cancelled/i);

    await runCommand(code.page, 'Wavegate: Stop Run');
    await window.answer('Stop: A small change', 'Enough for today.');
    await window.statusBar(/stopped/i).waitFor();
    await code.screenshot('one run 8 stopped');
    await window.badge(undefined);
    assert.match(project.git('branch', '--list', 'wavegate/*'), /wavegate\//);
  });

  await step(
    "a team's wave works on two hosts in sight of the window, after a second approval from another checkout",
    () => worksInATeam({ code, window, project, folders }),
  );
});
