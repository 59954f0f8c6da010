import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { standInForGh } from '../support/ghStandIn.ts';
import { hasGh, nameForGh, startOwnForge } from '../support/ownForge.ts';
import { createRunProject } from '../support/runProject.ts';
import type { RunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { approvePlan, launch, spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });

/** Leaves a word that CI is red for; whoever is told of it takes it out. */
const worker = `
  const text = task === 'a' ? "export const a = 'offByOne';\\n" : 'export const a = 2;\\n';
  write('src/a.js', text);
  handOff(['src/a.js']);`;

/** Variables that lead `gh` to a forge on this machine, whose CI is red while the file holds the word. */
async function forgeOf(t: TestContext, { home, git }: RunProject): Promise<Record<string, string>> {
  const remote = path.join(home, 'remote.git');
  git('push', '--quiet', 'origin', 'main');
  if (!hasGh()) {
    const bin = standInForGh(home, remote, { file: 'src/a.js', word: 'offByOne' });
    return { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
  }

  nameForGh(git);
  const forge = await startOwnForge(t, remote, (own, commit) => {
    const isRed = own.git('show', `${commit}:src/a.js`).includes('offByOne');
    return [{ name: 'test', status: 'COMPLETED', conclusion: isRed ? 'FAILURE' : 'SUCCESS' }];
  });
  return { ...forge.environment, PATH: process.env['PATH'] ?? '' };
}

test('a person ships by clicking: CI is red once, a wave fixes it, and the pull request is merged', async (t) => {
  if (process.platform === 'win32') return t.skip('a script cannot stand in for gh.exe');
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([[{ id: 'a', agent: 'worker' }]], {
        ship: {
          forge: 'github',
          checks: { everySeconds: 1, noneAfterSeconds: 0, reruns: 0 },
          comments: { everySeconds: 5 },
        },
      }),
      agents: { worker },
      files: {
        'src/base.js': 'export const base = 1;\n',
        'src/a.js': 'export const a = 1;\n',
        '.vscode/settings.json': dark,
      },
    },
  );
  const env = await forgeOf(t, project);
  // VS Code takes the PATH of a login shell of the person, which begins anew.
  await writeFile(path.join(folders.home, '.profile'), `export PATH='${env['PATH'] ?? ''}'\n`);
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders, env });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);

  const approve = async (item: string | RegExp, question: string): Promise<void> => {
    await window.waitFor('Gates', item);
    await window.press('Gates', item, 'Approve Gate');
    await window.answer(question, 'Go.');
  };
  const accept = async (): Promise<void> => {
    await window.waitFor('Gates', 'Accept the result');
    await window.press('Gates', 'Accept the result', 'Approve Gate');
    for (const question of ['explain', 'rewrite', 'worst-case', 'defend']) await window.choose(question, 'Yes');
    await window.answer('What did you try yourself', 'Imported it.');
    await window.answer('Approve result', '');
  };

  await window.pressLens('Start run');
  await approvePlan(window);
  await launch(window, 'Wave 1');
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await spotCheck(window, 'Wave 1');
  await accept();
  await approve(/^Ship/, 'Approve shipping');

  await window.waitFor('Gates', 'choose how to continue');
  await code.screenshot('shipping 1 red');
  await window.press('Gates', 'choose how to continue', 'Adapt Plan');
  await window.choose('CI did not pass', 'Change the plan');
  await window.choose('Choose the test to start from', /./);
  await window.choose('How should the plan continue', /^Fix/);
  await window.choose('Which task', /./);
  await window.answer('What do you think went wrong', 'It counts from one.');
  await approve('Change the plan', 'Approve plan change');
  await launch(window, 'Wave 2');
  await window.waitFor('Gates', 'Spot-check Wave 2');
  await spotCheck(window, 'Wave 2');
  await accept();
  await approve(/^Ship/, 'Approve shipping');
  await window.waitFor('Gates', 'Merge the pull request');
  await code.screenshot('shipping 2 green');
  await approve('Merge the pull request', 'Approve “Merge the pull request”');
  await window.statusBar(/Shipped/).waitFor();
  await code.screenshot('shipping 3 shipped');
  const waves = project.git(
    ...['--git-dir', path.join(project.home, 'remote.git'), 'log', 'main'],
    '--format=%(trailers:key=Wavegate-Wave,valueonly)',
  );
  assert.deepEqual(
    [...new Set(waves.split('\n').filter((wave) => wave !== ''))],
    ['one-fix', 'one'],
    'the waves are on the branch that everybody works on, as they were committed',
  );
});
