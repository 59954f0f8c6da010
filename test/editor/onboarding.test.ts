import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { createSample } from '../../scripts/sample.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import { applySetup } from '../agents/applySetup.ts';
import { installAgents } from '../agents/installAgents.ts';
import { cleanEnvironment } from '../agents/cleanEnvironment.ts';
import { setups } from '../agents/clis.ts';
import { startModelServer } from '../agents/model/modelServer.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { approvePlan } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

/** Counts what a person clicks in the window from now on. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction('countedClick', () => (clicks += 1));
  await page.evaluate(() => {
    const counted = (globalThis as unknown as { readonly countedClick: () => void }).countedClick;
    document.addEventListener('mousedown', ({ isTrusted }) => isTrusted && counted(), true);
  });
  return () => clicks;
}

const { bins, skip } = await installAgents('claude');

test(
  'a person with one agent installed comes from the walkthrough to a launched wave of their own in under fifteen clicks',
  { skip },
  async (t) => {
    const folders = await makeTestFolders();
    t.after(cleanEnvironment(folders.home, bins));
    const model = await startModelServer();
    t.after(() => model.close());
    const url = model.url(() => ({ kind: 'text', text: 'ready' }), { aside: true });
    applySetup(folders.home, setups.claude(url));
    const sample = await createSample(path.join(folders.root, 'sample'));
    const env = { VSCODE_CLI: '1' };
    const code = await launchVsCodeFor(t, { workspace: sample.folder, openFile: sample.plan, folders, env });
    // Hooks run in the order they were added: the window has closed by then.
    t.after(() => folders.remove());
    const window = new WavegateWindow(code.page);
    await window.lens('Start run').waitFor();
    const clicks = await countClicks(code.page);
    // `npm start` opens the sidebar by itself.
    await code.page.locator('.activitybar [aria-label*="Wavegate"]').first().click();

    const begun = performance.now();
    await window.view('Gates').getByText('How it works').click();
    await code.page.locator('.gettingStarted').getByText('Check Agents').click();
    await window.choose('1 of 6 agents are installed', 'Claude Code');
    await code.page.getByText('It answers: it is installed and logged in.').waitFor();
    await code.screenshot('onboarding 1 answers');
    await window.choose('1 of 6 agents are installed', 'New plan');
    await window.choose('What is it for?', 'Small change');
    await window.answer('What is the whole change called?', 'Make it faster');
    await window.activeTab().filter({ hasText: 'make-it-faster.waveplan.yaml' }).waitFor();
    const soFar = (): string => `${clicks()} clicks, ${((performance.now() - begun) / 1000).toFixed(1)} s`;
    t.diagnostic(`to the plan: ${soFar()}`);
    await window.lens('Start run').waitFor();
    await code.screenshot('onboarding 2 plan');

    const { plan, problems } = parsePlan(
      await readFile(path.join(sample.folder, 'make-it-faster.waveplan.yaml'), 'utf8'),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      Object.values(plan?.agents ?? {}).map(({ driver }) => driver),
      ['claude'],
    );

    await window.pressLens('Start run');
    await approvePlan(window);
    // The launch of a plan as small as this one rests on its approval.
    await window.waitFor('Sessions', 'First task');
    await code.screenshot('onboarding 3 launched');
    t.diagnostic(`to the launched wave: ${soFar()}`);
    assert.ok(clicks() <= 15, `${clicks()} clicks`);
  },
);
