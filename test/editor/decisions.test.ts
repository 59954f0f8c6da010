import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/launch.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });
const onHold = /Approve the plan\s*on hold/;
const rejected = /Approve the plan\s*rejected/;

test('a person holds, asks again, rejects and stops by clicking', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([['a']]),
      agents: { a: 'await waitFor("never");' },
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
  await window.press('Gates', 'Approve the plan', 'Hold Gate');
  await window.answer('Hold plan', 'Back from lunch at two.');
  await window.waitFor('Gates', onHold);
  await code.screenshot('decisions 1 on hold');
  await window.press('Gates', onHold, 'Reopen Gate');
  await window.waitFor('Gates', 'Approve the plan');

  await window.press('Gates', 'Approve the plan', 'Reject Gate');
  await window.answer('Reject plan', 'The second wave is missing.');
  await window.waitFor('Gates', rejected);
  await code.screenshot('decisions 2 rejected');
  await window.press('Gates', rejected, 'Reopen Gate');
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve plan', '');

  await window.press('Gates', 'Launch Wave 1', 'Launch Wave');
  await window.answer('Launch Wave 1', '');
  await window.waitFor('Sessions', 'Change a');
  await code.screenshot('decisions 3 running');
  await window.press('Sessions', 'Change a', 'Stop Session');
  await code.page.locator('.monaco-dialog-box').waitFor();
  await code.screenshot('decisions 4 stop session');
  await window.confirm('Stop "Change a"', 'Stop Session');
  await window.waitFor('Gates', 'choose how to continue');
  await window.waitFor('Sessions', /Change a.*cancelled/i);

  await runCommand(code.page, 'Wavegate: Stop Run');
  await window.answer('Stop: A small change', 'Enough for today.');
  await window.statusBar(/stopped/i).waitFor();
  await code.screenshot('decisions 5 stopped');
  await window.badge(undefined);
  assert.match(project.git('branch', '--list', 'wavegate/*'), /wavegate\//);
});
