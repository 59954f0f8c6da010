import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { parsePlan } from '../../../src/core/planRules/check/parsePlan.ts';
import type { VsCode } from '../../support/vscodeHost/launch.ts';
import { approvePlan } from '../../support/vscodeHost/sampleRun.ts';
import type { WavegateWindow } from '../../support/vscodeHost/wavegateWindow.ts';

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

/**
 * From the walkthrough to a launched wave of the person's own.
 *
 * @param folder that is open, with a plan in the editor
 * @param say tells how much it took
 */
export async function walkThrough(
  { code, window }: { readonly code: VsCode; readonly window: WavegateWindow },
  folder: string,
  say: (words: string) => void,
): Promise<void> {
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
  say(`to the plan: ${soFar()}`);
  await window.lens('Start run').waitFor();
  await code.screenshot('onboarding 2 plan');

  const { plan, problems } = parsePlan(await readFile(path.join(folder, 'make-it-faster.waveplan.yaml'), 'utf8'));
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
  say(`to the launched wave: ${soFar()}`);
  assert.ok(clicks() <= 15, `${clicks()} clicks`);
}
