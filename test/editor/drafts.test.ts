import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/launch.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });

/** Text of the files that hold what was begun at gates, below a state folder. */
function keptDrafts(state: string): string {
  if (!existsSync(state)) return '';
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' });
  const drafts = files.filter((file) => path.basename(file) === 'drafts.jsonl');
  return drafts.map((file) => readFileSync(path.join(state, file), 'utf8')).join('');
}

test('what a person marks in the tree shows on the board and the reverse, also after a reload, and nothing not OK is approved', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([['a']]),
      agents: { a: 'work();' },
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
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve plan', '');
  await window.press('Gates', 'Launch Wave 1', 'Launch Wave');
  await window.answer('Launch Wave 1', '');
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await runCommand(code.page, 'Wavegate: Open Board');
  let board = await code.frameWith('wavegate-gate');
  const verdict = (label: 'OK' | 'Not OK') =>
    board.getByRole('radiogroup', { name: 'Verdict on src/a.js' }).getByLabel(label, { exact: true });

  await window.press('Gates', 'a.js', 'Mark File as Needs Changes');
  await until(() => verdict('Not OK').isChecked());
  await code.screenshot('drafts 1 marked in the tree');
  await board.getByRole('button', { name: 'Approve' }).click();
  await board.getByText('You marked src/a.js as not OK.').waitFor();
  await code.screenshot('drafts 2 refused on the board');

  await verdict('OK').check();
  await window.waitFor('Gates', '1 of 1 reviewed');
  await board.getByLabel('Note').fill('Looked at it twice.');
  await board.getByLabel('Note').blur();
  // The field shows it at once; a reload keeps what has reached the file.
  await until(() => keptDrafts(folders.state).includes('Looked at it twice.'));

  await code.reload();
  await window.waitFor('Gates', '1 of 1 reviewed');
  await runCommand(code.page, 'Wavegate: Open Board');
  board = await code.frameWith('wavegate-gate');
  await until(() => verdict('OK').isChecked());
  assert.equal(await board.getByLabel('Note').inputValue(), 'Looked at it twice.');
  await code.screenshot('drafts 3 after a reload');
  await board.getByRole('button', { name: 'Approve' }).click();
  await window.waitFor('Gates', 'Accept the result');
});
