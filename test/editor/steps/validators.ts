import assert from 'node:assert/strict';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { runCommand } from '../../support/vscodeHost/workbench.ts';

/** Two readers that see the same, in their own words, and one that sees more. Of a result they read again they have nothing to say. */
export const reader = `
  const { readFileSync } = await import('node:fs');
  const first = task === 'validator-1';
  const findings = [
    { severity: first ? 'issue' : 'blocker', file: 'src/a.js', line: first ? 2 : 1, title: first ? 'No test shows the constant' : 'The constant is shown by no test', detail: 'Nothing in test/ imports it.', remediation: 'Add a test.' },
    ...(first ? [{ severity: 'nit', file: 'src/base.js', line: 1, title: 'The name could say more', detail: '', remediation: '' }] : []),
  ];
  const isFixed = !readFileSync('src/a.js', 'utf8').includes('offByOne');
  const directive = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
  const earlier = [...directive.matchAll(/^- (\\S+), (?:blocker|issue|nit)/gm)].map(([, id]) => ({ id, status: 'fixed' }));
  handOff([], { summary: first ? 'Sound, but untested.' : 'Read all of it; one thing is missing.', review: isFixed ? { verdict: 'approve', findings: [], earlier } : { verdict: 'changes', findings } });`;

/** From the blocker of the validators to the gate of the result. */
export async function weighsFindings({ code, window }: Scene): Promise<void> {
  const { page } = code;
  await window.waitFor('Gates', 'choose how to continue');
  await window.waitFor('Findings', 'Blockers of the validators');
  await runCommand(page, 'Wavegate: Open Board');
  const board = await code.frameWith('wavegate-findings');
  await board.getByText('The constant is shown by no test', { exact: true }).waitFor();
  await code.screenshot('result 8 merged findings');
  assert.equal(await board.locator('tr[data-finding]').count(), 2, 'what both saw is one finding');
  await window.press('Findings', 'The constant is shown by no test', 'Mark Finding as Deferred');
  await window.waitFor('Gates', 'Accept the result');
  await window.waitFor('Gates', 'Verdicts of the validators');
  await page.mouse.move(1_000, 700);
  await window.open('Gates', 'a.js');
  await window.activeTab().filter({ hasText: 'Accept the result' }).waitFor();
  await code.screenshot('result 9 acceptance');
  await runCommand(page, 'View: Close All Editors');
}
