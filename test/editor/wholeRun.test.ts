import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { createSample } from '../../scripts/sample.ts';
import { wavesByHand, wavesOf } from '../support/sampleByHand.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

/** Agents that do not pause for a person to follow. */
const quick = { WAVEGATE_SAMPLE_PACE: '0' };

test('a person takes the sample from its goal to shipped by clicking, to the first wave in ten clicks', async (t) => {
  const folders = await makeTestFolders();
  const sample = await createSample(path.join(folders.root, 'sample'), 'goal');
  let draftedPlan = '';
  const code = await launchVsCodeFor(t, {
    workspace: sample.folder,
    openFile: sample.plan,
    folders,
    asksForTrust: true,
    env: quick,
  });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(() => folders.remove());
  const window = new WavegateWindow(code.page);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', sample.folder, ...args], { encoding: 'utf8' }).trim();
  const checkout = [git('rev-parse', 'HEAD'), git('branch', '--show-current')];

  const step = stepsOf(t);

  /** Clicks, and texts entered, between the goal and the launched wave. */
  let clicks = 0;
  const counted = async (work: Promise<void>): Promise<void> => {
    await work;
    clicks += 1;
  };

  await step('nothing is started in a workspace that nobody trusts yet', async () => {
    await code.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await code.page.locator('.activitybar [aria-label*="Wavegate"]').first().click();
    await window.view('Gates').getByText('trust').first().waitFor();
    await code.screenshot('trust 1 restricted');
    assert.equal(await window.lens('Start run').count(), 0);
    assert.equal(existsSync(path.join(folders.state, 'runs')), false);

    await window.view('Gates').getByRole('button', { name: 'Manage' }).click();
    await code.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await code.screenshot('trust 2 trusted');
    // It lies over the window until it is closed.
    const modal = code.page.locator('.monaco-modal-editor-block');
    await modal.locator('[aria-label*="Close Modal Editor"]').first().click();
    await modal.waitFor({ state: 'hidden' });
  });

  await step('the plan is drafted from its goal, and taken', async () => {
    await window.lens('Start run').waitFor();
    await counted(runCommand(code.page, 'Wavegate: Draft Plan'));
    await counted(window.answer('What is to be true after the change?', ''));
    const drafted = code.page.locator('.notification-list-item', { hasText: '3 waves' });
    await drafted.waitFor();
    await code.screenshot('run 0 draft');
    await counted(drafted.locator('.monaco-button', { hasText: 'Take the Draft' }).last().click());
    await until(async () => (await readFile(sample.plan, 'utf8')).includes('migrate-storage'));
    draftedPlan = await readFile(sample.plan, 'utf8');
    await window.activeTab().filter({ hasNotText: 'draft' }).waitFor();
  });

  await step('the audit ends in findings that the plan has marked', async () => {
    await counted(window.pressLens('Start run'));
    await window.waitFor('Gates', 'Triage the findings');
    await window.waitFor('Findings', 'Critical');
    await code.screenshot('run 1 triage');
    await counted(window.press('Gates', 'Triage the findings', 'Approve Gate'));
    await counted(window.answer('Approve triage', 'As the plan says.'));
  });

  await step('the plan is approved', async () => {
    await window.waitFor('Gates', 'Approve the plan');
    await window.badge(1);
    await counted(window.press('Gates', 'Approve the plan', 'Approve Gate'));
    await counted(window.answer('Approve plan', ''));
  });

  await step('the first wave runs, is looked at file by file, and is committed', async () => {
    await window.waitFor('Gates', 'Launch Wave 1');
    await counted(window.statusBar('Launch Wave 1').click());
    await counted(window.answer('Launch Wave 1', 'go'));
    assert.ok(clicks <= 10, `${clicks} clicks from the goal to the launched wave`);
    await window.waitFor('Gates', 'Spot-check Wave 1');
    await code.screenshot('run 2 spot-check');
    await spotCheck(window, 'Wave 1');
    await window.waitFor('Gates', 'Launch Wave 2');
  });

  await step('the second wave fails, and the person chooses how the plan goes on', async () => {
    await window.press('Gates', 'Launch Wave 2', 'Launch Wave');
    await window.answer('Launch Wave 2', 'go');
    await window.waitFor('Gates', 'choose how to continue');
    await code.screenshot('run 3 failed');
    await window.press('Gates', 'choose how to continue', 'Adapt Plan');
    await window.choose('test failed', 'Change the plan');
    await window.choose('Choose the test to start from', /./);
    await window.choose('How should the plan continue', /^Fix/);
    await window.choose('Which task', 'likely cause');
    await window.answer('What do you think went wrong', '');
    await window.waitFor('Gates', 'Change the plan');
    await window.activeTab().filter({ hasText: 'Plan change: revision' }).waitFor();
    await code.screenshot('run 4 plan change');
    assert.equal(await readFile(sample.plan, 'utf8'), draftedPlan, 'a proposal leaves the plan file alone');
    await window.press('Gates', 'Change the plan', 'Approve Gate');
    await window.answer('Approve plan change', 'Fix it forward.');
  });

  await step('the recovery wave is launched from the changed plan, and goes green', async () => {
    await window.waitFor('Gates', 'Launch Wave 3');
    // The approved revision is written into the plan file, by the editor and in its own time.
    await until(async () => (await readFile(sample.plan, 'utf8')) !== draftedPlan);
    await window.press('Gates', 'Launch Wave 3', 'Launch Wave');
    await window.answer('Launch Wave 3', 'go');
    await window.waitFor('Gates', 'Spot-check Wave 3');
    await spotCheck(window, 'Wave 3');
  });

  await step('the result is accepted after the self-check and own testing', async () => {
    await finishWaves();
    await window.waitFor('Gates', 'Accept the result');
    await window.press('Gates', 'Accept the result', 'Approve Gate');
    for (const question of ['explain', 'rewrite', 'worst-case', 'defend']) await window.choose(question, 'Yes');
    await code.screenshot('run 5 acceptance');
    await window.answer('What did you try yourself', 'Ran packhorse search with --verbose against a host.');
    await window.answer('Approve result', '');
  });

  await step('the run ships to the remote, and the checkout of the person is as it was', async () => {
    await window.waitFor('Gates', /^Ship/);
    await window.press('Gates', /^Ship/, 'Approve Gate');
    await window.answer('Approve shipping', '');
    await window.statusBar(/Pushed to/).waitFor();
    await code.screenshot('run 6 shipped');
    assert.match(git('ls-remote', '--heads', 'origin'), /refs\/heads\/wavegate\//);
    assert.deepEqual([git('rev-parse', 'HEAD'), git('branch', '--show-current')], checkout);
  });

  // So does a run without an editor: see test/integration/wholeRun.test.ts.
  await step('the waves are what agents and git alone make of the same plan', async () => {
    const branch = git('for-each-ref', '--format=%(refname)', 'refs/heads/wavegate/');
    assert.deepEqual(wavesOf(sample.folder, branch), await wavesByHand(draftedPlan));
    // The drafted plan, which nobody has committed, then the waves, the change of the plan and the changelog.
    assert.equal(git('rev-list', '--count', '--first-parent', `main..${branch}`), '6');
  });

  /** Takes the waves that are left, whatever the plan calls them. */
  async function finishWaves(): Promise<void> {
    for (;;) {
      await window.waitFor('Gates', /Launch Wave|Accept the result/);
      const launch = window.item('Gates', /Launch Wave \d+/);
      if ((await window.item('Gates', 'Accept the result').count()) > 0) return;
      const wave = /Wave \d+/.exec(await launch.innerText())?.[0] ?? '';
      await window.press('Gates', `Launch ${wave}`, 'Launch Wave');
      await window.answer(`Launch ${wave}`, '');
      await window.waitFor('Gates', `Spot-check ${wave}`);
      await spotCheck(window, wave);
    }
  }
});
