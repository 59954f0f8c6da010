import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createSample } from '../../scripts/sample.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';

test('nothing is started in a workspace that nobody trusts yet', async (t) => {
  const folders = await makeTestFolders();
  const sample = await createSample(path.join(folders.root, 'sample'));
  const code = await launchVsCodeFor(t, {
    workspace: sample.folder,
    openFile: sample.plan,
    folders,
    asksForTrust: true,
  });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(() => folders.remove());
  const window = new WavegateWindow(code.page);

  await code.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  await code.page.locator('.activitybar [aria-label*="Wavegate"]').first().click();
  await window.view('Gates').getByText('trust').first().waitFor();
  await code.screenshot('trust 1 restricted');
  assert.equal(await window.lens('Start run').count(), 0);
  assert.equal(existsSync(path.join(folders.state, 'runs')), false);

  await window.view('Gates').getByRole('button', { name: 'Manage' }).click();
  await code.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await code.screenshot('trust 2 trusted');
  await runCommand(code.page, 'Wavegate: Start Run');
  await window.waitFor('Gates', 'Triage the findings');
});
