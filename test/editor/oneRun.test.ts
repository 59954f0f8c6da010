import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { approvePlan, launch, spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });
const onHold = /Approve the plan\s*on hold/;
const rejected = /Approve the plan\s*rejected/;

/** Agents that are at work until they are told to go on, while the window goes and comes back. */
const patient = 'enterLedger(); await waitFor("go"); work();';
const patientTasks = ['b', 'c', 'd'];

/** Texts of the files of a name below a state folder. */
function textsOf(state: string, name: string): string {
  if (!existsSync(state)) return '';
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' });
  const found = files.filter((file) => path.basename(file) === name);
  return found.map((file) => readFileSync(path.join(state, file), 'utf8')).join('');
}

/** Sessions that the journal of the only run says were started, in order. */
function startedSessions(state: string): readonly string[] {
  const lines = textsOf(state, 'journal.jsonl').trimEnd().split('\n');
  const events = lines.flatMap((line) => (JSON.parse(line) as { events: { type: string; session: string }[] }).events);
  return events.flatMap(({ type, session }) =>
    type === 'session-dispatched' || type === 'session-retried' ? session : [],
  );
}

test('a person decides on one run by clicking, through reloads and a kill, until they stop it', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const asks = { required: 1 };
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([['a'], patientTasks, ['e']], { gates: { launch: asks, acceptance: asks, ship: asks } }),
      agents: {
        a: 'work();',
        ...Object.fromEntries(patientTasks.map((task) => [task, patient])),
        e: 'await waitFor("never");',
      },
      files: { 'src/base.js': '', '.vscode/settings.json': dark },
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
    await window.answer('Reject plan', 'The second wave is missing.');
    await window.waitFor('Gates', rejected);
    await code.screenshot('one run 2 rejected');
    await window.press('Gates', rejected, 'Reopen Gate');
    await approvePlan(window);
    await window.waitFor('Gates', 'Launch Wave 1');
  });

  await step('saving an edit voids the approval, and says so', async () => {
    const plan = readFileSync(project.planPath, 'utf8');
    writeFileSync(project.planPath, plan.replace('Change a', 'Change exactly a'));
    await window.notified('its approval is void');
    await window.waitFor('Gates', 'Approve the plan');
    await until(async () => (await window.item('Gates', 'Launch Wave 1').count()) === 0);
    await code.screenshot('one run 3 plan edited');
    await approvePlan(window);
  });

  await step(
    'a mark in the tree shows on the board and the reverse, also after a reload; not OK is refused',
    async () => {
      await launch(window, 'Wave 1');
      await window.waitFor('Gates', 'Spot-check Wave 1');
      await runCommand(code.page, 'Wavegate: Open Board');
      let board = await code.frameWith('wavegate-gate');
      const verdict = (label: 'OK' | 'Not OK') =>
        board.getByRole('radiogroup', { name: 'Verdict on src/a.js' }).getByLabel(label, { exact: true });

      await window.press('Gates', 'a.js', 'Mark File as Needs Changes');
      await until(() => verdict('Not OK').isChecked());
      await code.screenshot('one run 4 marked in the tree');
      await board.getByRole('button', { name: 'Approve' }).click();
      await board.getByText('You marked src/a.js as not OK.').waitFor();
      await code.screenshot('one run 5 refused on the board');

      await verdict('OK').check();
      await window.waitFor('Gates', '1 of 1 reviewed');
      await board.getByLabel('Note').fill('Looked at it twice.');
      await board.getByLabel('Note').blur();
      // The field shows it at once; a reload keeps what has reached the file.
      await until(() => textsOf(folders.state, 'drafts.jsonl').includes('Looked at it twice.'));

      await code.reload();
      await window.waitFor('Gates', '1 of 1 reviewed');
      await runCommand(code.page, 'Wavegate: Open Board');
      board = await code.frameWith('wavegate-gate');
      await until(() => verdict('OK').isChecked());
      assert.equal(await board.getByLabel('Note').inputValue(), 'Looked at it twice.');
      await code.screenshot('one run 6 after a reload');
      await board.getByRole('button', { name: 'Approve' }).click();
      await window.waitFor('Gates', 'Launch Wave 2');
    },
  );

  await step('agents go on through a reload and a kill -9, and the run with them', async () => {
    await launch(window, 'Wave 2');
    await until(() => project.read('ledger').split('\n').length > patientTasks.length);
    await window.statusBar('Running').waitFor();
    await code.reload();
    await window.statusBar('Running').waitFor();
    await code.screenshot('one run 7 reloaded');
    await code.killExtensionHost();
    project.leave('go');
    await window.waitFor('Gates', 'Spot-check Wave 2');
    await code.screenshot('one run 8 killed');
    const started = startedSessions(folders.state);
    assert.ok(started.length > patientTasks.length);
    assert.equal(new Set(started).size, started.length, 'no session was started twice');
    const entries = project.read('ledger').trim().split('\n');
    assert.equal(entries.length, patientTasks.length, 'no agent was started twice');
    await spotCheck(window, 'Wave 2');
  });

  await step('a session is stopped, and the run with what it has made', async () => {
    await launch(window, 'Wave 3');
    await window.waitFor('Sessions', 'Change e');
    await code.screenshot('one run 9 running');
    await window.press('Sessions', 'Change e', 'Stop Session');
    await code.page.locator('.monaco-dialog-box').waitFor();
    await code.screenshot('one run 10 stop session');
    await window.confirm('Stop "Change e"', 'Stop Session');
    await window.waitFor('Gates', 'choose how to continue');
    await window.waitFor('Sessions', /Change e.*cancelled/i);

    await runCommand(code.page, 'Wavegate: Stop Run');
    await window.answer('Stop: A small change', 'Enough for today.');
    await window.statusBar(/stopped/i).waitFor();
    await code.screenshot('one run 11 stopped');
    await window.badge(undefined);
    assert.match(project.git('branch', '--list', 'wavegate/*'), /wavegate\//);
  });
});
