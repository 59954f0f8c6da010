import assert from 'node:assert/strict';
import path from 'node:path';
import { standInForGh } from '../../support/ghStandIn.ts';
import { hasGh, nameForGh, startOwnForge } from '../../support/ownForge.ts';
import type { RunProject } from '../../support/runProject.ts';
import { launch, spotCheck } from '../../support/vscodeHost/sampleRun.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';

/** Variables that lead `gh` to a forge on this machine, whose CI is red while the file holds the word. */
export async function forgeOf(
  t: Parameters<typeof startOwnForge>[0],
  { home, git }: RunProject,
): Promise<Record<string, string>> {
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

/** From the gate of the result to the merged pull request, by way of CI that is red once. */
export async function ships({ code, window, project }: Scene): Promise<void> {
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
}
