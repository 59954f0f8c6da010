import type { WavegateWindow } from './wavegateWindow.ts';
import { persist } from './workbench.ts';

/** Steps of a run of the sample that more than one test takes by clicking. */

export async function approvePlan(window: WavegateWindow): Promise<void> {
  await window.waitFor('Gates', 'Approve the plan');
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve plan', '');
}

/** Launches the wave whose gate waits. */
export async function launch(window: WavegateWindow, wave: string): Promise<void> {
  await window.waitFor('Gates', `Launch ${wave}`);
  await window.press('Gates', `Launch ${wave}`, 'Launch Wave');
  await window.answer(`Launch ${wave}`, 'go');
}

/** Judges every sampled file in the diff editor, which goes on to the next by itself, then approves the gate. */
export async function spotCheck(window: WavegateWindow, wave: string): Promise<void> {
  const heading = await window.item('Gates', /of \d+ reviewed/).innerText();
  const files = Number(/of (\d+) reviewed/.exec(heading)?.[1]);
  await window.open('Gates', /\+\d+ −\d+/);
  const done = window.item('Gates', `${files} of ${files} reviewed`);
  while (!(await done.isVisible())) {
    await window
      .activeTab()
      .filter({ hasText: `Spot-check ${wave}` })
      .waitFor();
    const tab = await window.activeTab().innerText();
    const next = window.activeTab().filter({ hasNotText: tab });
    // A click that comes while the next file is still opening counts for the one before; then it is clicked again.
    await persist(async (timeout) => {
      await window.editorButton('Mark File as OK').click({ timeout });
      await next.or(done).first().waitFor({ timeout });
    });
  }
  await window.press('Gates', `Spot-check ${wave}`, 'Approve Gate');
  await window.answer(`Approve spot-check · ${wave}`, 'Looked at each.');
}
