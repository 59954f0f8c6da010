import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { endHostedSessions } from '../support/hostedSessions.ts';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { patience } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { projectRoot, screenshot } from '../support/vscodeHost/launch.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { approvePlan, launch } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { persist, runCommand, waitForWorkbench, writeInto } from '../support/vscodeHost/workbench.ts';

/** Result that is tried: it serves until it is ended. */
const server = `import { createServer } from 'node:http';
createServer((_, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1');
`;

test('a person tries the result in a window of its own, and notes there what is wrong with it', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const other = smallPlan(
    ['b', 'c'].map((id) => [id]),
    { title: 'Another change' },
  );
  const project = createRunProject(
    { after: (end) => void ends.push(end) },
    {
      plan: smallPlan([['a']], { tryIt: { run: 'node server.mjs {port}' } }),
      agents: { a: 'work();', b: 'work();', c: 'work();' },
      files: {
        'src/base.js': 'export const base = 1;\n',
        'src/a.js': "export const name = 'a';\n",
        'server.mjs': server,
        'other.waveplan.yaml': JSON.stringify(other),
      },
    },
  );
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    // What is tried runs on without its window.
    await endHostedSessions(folders.state);
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  await window.pressLens('Start run');
  await approvePlan(window);
  await launch(window, 'Wave 1');
  await window.waitFor('Gates', 'Spot-check Wave 1');

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
  const box = tried.locator('.quick-input-widget:visible');
  await persist(async (timeout) => {
    await tried.keyboard.press('Control+p');
    await writeInto(box.locator('input[type="text"]'), 'src/a.js', timeout);
    await box.locator('.monaco-list-row', { hasText: 'a.js' }).first().click({ timeout });
  });
  await tried.locator('.view-line', { hasText: 'done' }).first().click();
  await runCommand(tried, 'Wavegate: Note a Finding');
  const there = new WavegateWindow(tried);
  await there.answer('What is wrong here? It goes to the task that owns the file', 'Say what done stands for.');

  await window.waitFor('Gates', /a\.js.*1 comment/);
  // A row that is there already stays folded.
  await window
    .item('Gates', /a\.js.*1 comment/)
    .locator('.monaco-tl-twistie')
    .click();
  await window.waitFor('Gates', 'Line 2: Say what done stands for.');
  await screenshot(tried, 'try it 1 in a window of its own');
  await code.screenshot('try it 2 noted');
});

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
