import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { sessionFolders } from '../support/hostedSessions.ts';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { projectRoot } from '../support/vscodeHost/launch.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

test('a run of the command line is shown as it goes, and can be decided on once that lets go', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    { plan: smallPlan([['a']]), agents: { a: 'await waitFor("go"); work();' }, files: { 'src/base.js': '' } },
  );
  const argv = [path.join(projectRoot, 'dist', 'cli.mjs'), 'run', project.planPath, '--approve', 'plan,launch'];
  const env = { ...process.env, ...folders.environment };
  const cli = spawn(process.execPath, argv, { cwd: project.repository, env, stdio: 'ignore' });
  const ended = once(cli, 'exit');
  // The window looks for unfinished runs once, when it is opened.
  await until(() => sessionFolders(folders.state).length > 0);
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    cli.kill();
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);

  await code.page.locator('.activitybar [aria-label*="Wavegate"]').first().click();
  await window.notified(/only shows the run. .* open in process \d+/);
  await window.waitFor('Sessions', 'Change a');
  await window.statusBar('Running').waitFor();
  await code.screenshot('elsewhere 1 running');
  project.leave('go');
  await ended;
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await code.screenshot('elsewhere 2 waiting');

  await window.press('Gates', 'Spot-check Wave 1', 'Reject Gate');
  await window.answer('Reject spot-check · Wave 1', 'Let me look first.');
  await window.notified('another signing key');
  await window.statusBar('Waiting').waitFor();
  await code.screenshot('elsewhere 3 driven here');
});
