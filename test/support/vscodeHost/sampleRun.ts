import type { WavegateWindow } from './wavegateWindow.ts';

/** Steps of a run of the sample that more than one test takes by clicking. */

/** Marks all findings as in scope, a severity at a time, and closes the triage. */
export async function triageEverything(window: WavegateWindow): Promise<void> {
  await window.waitFor('Findings', 'Critical');
  await window.fold('Findings');
  for (const severity of ['Critical', 'High', 'Moderate', 'Low', 'Information']) {
    await window.press('Findings', severity, 'Finding: In');
    await window.item('Findings', new RegExp(`${severity}\\d+$`)).waitFor();
  }
  await window.press('Gates', 'Triage the findings', 'Approve Gate');
  await window.answer('Approve: Triage', 'All of them are in scope.');
}

export async function approvePlan(window: WavegateWindow): Promise<void> {
  await window.waitFor('Gates', 'Approve the plan');
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve: Approve the plan', '');
}

/** Launches the wave whose gate waits. */
export async function launch(window: WavegateWindow, wave: string): Promise<void> {
  await window.waitFor('Gates', `Launch ${wave}`);
  await window.press('Gates', `Launch ${wave}`, 'Launch Wave');
  await window.answer(`Launch ${wave}`, 'go');
}
