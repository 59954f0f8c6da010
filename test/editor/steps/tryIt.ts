import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { patience } from '../../support/until.ts';
import { projectRoot, screenshot } from '../../support/vscodeHost/launch.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { WavegateWindow } from '../../support/vscodeHost/wavegateWindow.ts';
import { openFile, runCommand, waitForWorkbench } from '../../support/vscodeHost/workbench.ts';

/** Comment on the same line, from the window in which it is tried. */
export const triedRemark = 'Name it after its task.';

/** Opens the result of the wave that waits in a window of its own, and notes a finding there. */
export async function triesIt({ code, window, project, folders }: Scene): Promise<void> {
  // A newer run of the same repository waits for its plan to be approved, and is not the one that is tried.
  waitsAtItsPlan(project.repository, folders.environment);

  await runCommand(code.page, 'Wavegate: Try It');
  await window.notified('The result is in a worktree of its own');
  const opened = code.page.context().waitForEvent('page');
  const message = code.page.locator('.notification-list-item', { hasText: 'a worktree of its own' }).first();
  await message.locator('.monaco-button', { hasText: 'Open in New Window' }).last().click();
  const tried = await opened;
  tried.setDefaultTimeout(patience);
  await waitForWorkbench(tried);
  await openFile(tried, 'src/a.js');
  await tried.locator('.view-line', { hasText: 'done' }).first().click();
  await runCommand(tried, 'Wavegate: Note a Finding');
  const there = new WavegateWindow(tried);
  await there.answer('What is wrong here? It goes to the task that owns the file', triedRemark);

  await window.waitFor('Gates', /a\.js.*2 comments/);
  // A row that is there already may stay folded.
  const line = window.item('Gates', `Line 2: ${triedRemark}`);
  const twistie = window.item('Gates', /a\.js.*2 comments/).locator('.monaco-tl-twistie');
  if ((await twistie.getAttribute('class'))?.includes('collapsed') === true) await twistie.click();
  await line.waitFor();
  await screenshot(tried, 'result try 1 in a window of its own');
  await code.screenshot('result try 2 noted');
  await tried.close();
}

/** Starts a run on the command line, which leaves it when a decision waits. */
function waitsAtItsPlan(repository: string, environment: Readonly<Record<string, string>>): void {
  const argv = [path.join(projectRoot, 'dist', 'cli.mjs'), 'run', 'other.waveplan.yaml', '--repo', repository];
  try {
    execFileSync(process.execPath, argv, { cwd: repository, env: { ...process.env, ...environment }, stdio: 'pipe' });
  } catch (error) {
    const { status } = error as { readonly status?: number };
    // Code of a run that waits for a person.
    if (status !== 4) throw error;
  }
}
