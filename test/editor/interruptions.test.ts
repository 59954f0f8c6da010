import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/launch.ts';
import { approvePlan, launch } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

/** Agents that are at work until they are told to go on, while the window goes and comes back. */
const patient = 'enterLedger(); await waitFor("go"); work();';
const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });
const tasks = ['a', 'b', 'c'];

test('an edited plan, a reload and a killed extension host lose nothing and start nothing twice', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([tasks]),
      agents: Object.fromEntries(tasks.map((task) => [task, patient])),
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
  await window.pressLens('Start run');
  await approvePlan(window);
  await window.waitFor('Gates', 'Launch Wave 1');

  await t.test('saving an edit voids the approval, and says so', async () => {
    const plan = await readFile(project.planPath, 'utf8');
    await writeFile(project.planPath, plan.replace('Change a', 'Change exactly a'));
    await window.notified('its approval is void');
    await window.waitFor('Gates', 'Approve the plan');
    await until(async () => (await window.item('Gates', 'Launch Wave 1').count()) === 0);
    await code.screenshot('plan edited');
    await approvePlan(window);
  });

  await t.test('agents go on through a reload and a kill -9, and the run with them', async () => {
    await launch(window, 'Wave 1');
    await until(() => project.read('ledger').split('\n').length > tasks.length);
    await window.statusBar('Running').waitFor();
    await code.reload();
    await window.statusBar('Running').waitFor();
    await code.screenshot('reloaded');
    await code.killExtensionHost();
    project.leave('go');
    await window.waitFor('Gates', 'Spot-check Wave 1');
    await code.screenshot('killed');
    const started = await startedSessions(folders.state);
    assert.ok(started.length > tasks.length);
    assert.equal(new Set(started).size, started.length, 'no session was started twice');
    assert.equal(project.read('ledger').trim().split('\n').length, tasks.length, 'no agent was started twice');
  });
});

/** Sessions that the journal of the only run says were started, in order. */
async function startedSessions(state: string): Promise<readonly string[]> {
  const files = await readdir(state, { recursive: true });
  const journal = files.find((file) => path.basename(file) === 'journal.jsonl');
  assert.ok(journal);
  const lines = (await readFile(path.join(state, journal), 'utf8')).trimEnd().split('\n');
  const events = lines.flatMap((line) => (JSON.parse(line) as { events: { type: string; session: string }[] }).events);
  return events.flatMap(({ type, session }) =>
    type === 'session-dispatched' || type === 'session-retried' ? session : [],
  );
}
