import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { isThere } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { persist, runCommand } from '../../support/vscodeHost/workbench.ts';

export const auditedFile = 'audited.waveplan.yaml';

/** Lenses of the audit, and the planner of what is drafted from it, part by part. */
export const auditor = `
import { readFileSync } from 'node:fs';
const said = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
const plan = readFileSync(home + '/project/${auditedFile}', 'utf8');
const finding = (id, line, title) => ({ id, severity: 'high', file: 'src/orders.js', line, title, detail: 'Seen.', remediation: 'Mend it.' });
const entry = (id, owns, findings) => '      - id: ' + id + '\\n        title: Task ' + id + '\\n        owns: [' + owns + ']\\n        objective: src has what ' + id + ' says.\\n        steps: [Read the file, Change the line, Check it]\\n        verify: [${isThere('src/orders.js')}]\\n        findings: [' + findings + ']\\n';
const named = (id, line, title) => '  - {id: ' + id + ', severity: high, file: src/orders.js, line: ' + line + ', title: ' + title + '}\\n';
const answer = (text) => handOff([], { plan: text, summary: 'Drafted.' });
if (task === 'design') {
  handOff([], { findings: [finding('a', 1, 'Orders are global'), finding('b', 2, 'No state is kept'), finding('c', 3, 'Prices are strings')] });
} else if (task === 'plan' && !/^waves:/m.test(plan)) {
  answer(plan + 'checkpoint: {test: ${isThere('src/orders.js')}}\\nfindings:\\n' + named('design-1', 1, 'Orders are global') + 'waves:\\n  - id: first\\n    title: Orders of a session\\n    tasks:\\n' + entry('orders', 'src/orders.js, src/state.js', 'design-1'));
} else if (task === 'plan' && said.includes('Prices are strings')) {
  answer(plan.replace('waves:\\n', named('design-3', 3, 'Prices are strings') + 'waves:\\n') + '  - id: prices\\n    title: Prices\\n    tasks:\\n' + entry('prices', 'src/prices.js', 'design-3'));
} else if (task === 'plan') {
  answer(plan.replace(/ {6}- id: orders\\n[^]*?(?= {2}- id: |$)/, entry('state', 'src/state.js', '').replace("        findings: []\\n", '') + entry('orders', 'src/orders.js', 'design-1, design-2')));
} else {
  work();
  handOff(['src/' + task + '.js']);
}
`;

/** A plan that begins with an audit. */
export const audited = `waveplan: 1
title: Orders without global state
goal: Orders belong to a session.
agents:
  desk: {driver: command, argv: [node, agents/auditor.mjs]}
worktree: {sandbox: off}
ship: {pr: false}
audit:
  lenses:
    - {id: design, agent: desk, focus: Global state}
gates:
  custom:
    security: {title: Security review, before: launch, asks: Does anything reach the network that did not before?}
`;

/** From an audit to a plan that covers what it found, and to the gate that the plan adds. */
export async function findingsToPlan({ code, window, project }: Scene): Promise<void> {
  const { page } = code;
  const planPath = path.join(project.repository, auditedFile);
  const plan = (): Promise<string> => readFile(planPath, 'utf8');
  const take = async (text: string): Promise<void> => {
    const offered = page.locator('.notification-list-item', { hasText: 'Drafted.' });
    await offered.locator('.monaco-button', { hasText: 'Take the Draft' }).last().click();
    await until(async () => (await plan()).includes(text));
    await runCommand(page, 'Notifications: Clear All Notifications');
  };
  /** Picks an entry of the menu that a finding has under the right button; a list that is redrawn closes the menu. */
  const menu = async (finding: string, entry: string): Promise<void> =>
    persist(async (timeout) => {
      await page.keyboard.press('Escape');
      await window.item('Findings', finding).click({ button: 'right', timeout });
      await page.locator('.monaco-menu .action-item', { hasText: entry }).first().click({ timeout });
    });

  /** In the margin, at the line that a finding cites. */
  const bulb = page.locator('.codicon-gutter-lightbulb, .codicon-light-bulb:visible').first();

  await window.pressLens('Start run');
  await window.waitFor('Gates', 'Triage the findings');
  await window.waitFor('Findings', 'Prices are strings');
  await window.press('Findings', 'High', 'Mark Finding as In Scope');
  // A gate that is approved before it has the marks says that they are missing.
  await window.waitFor('Gates', 'Every finding is marked');
  await window.press('Gates', 'Triage the findings', 'Approve Gate');
  await window.answer('Approve triage', 'All of it.');

  await window.view('Gates').getByText('Draft Plan from Findings').click({ timeout: 120_000 });
  await page.locator('.notification-list-item', { hasText: 'Drafted.' }).waitFor();
  await code.screenshot('findings 1 drafted');
  await take('id: orders');

  await window.open('Findings', 'No state is kept');
  await page.locator('.tab.active', { hasText: 'orders.js' }).waitFor();
  await bulb.waitFor();
  await code.screenshot('findings 2 light bulb');
  // A list that opens under a mouse button that is still down takes no click.
  await persist(async (timeout) => {
    await page.keyboard.press('Escape');
    await bulb.click({ timeout });
    await page.locator('.action-widget .action', { hasText: 'Cover finding design-2' }).hover({ timeout });
    await code.screenshot('findings 2 quick fixes');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible', { hasText: 'Cover design-2' }).waitFor({ timeout });
  });
  await window.choose('Which task remedies it?', 'Task orders');
  await page.locator('.view-line', { hasText: 'design-2' }).first().waitFor();
  await code.screenshot('findings 3 put into a task');
  await runCommand(page, 'File: Save All Files');
  await until(async () => (await plan()).includes('design-2'));

  await menu('Prices are strings', 'Draft Tasks for These Findings');
  await take('id: prices');

  // A question that comes while an editor is still opening loses the focus to it, and goes; then it is asked again.
  await persist(async (timeout) => {
    await runCommand(page, 'Wavegate: Split Task');
    await page.locator('.quick-input-widget:visible', { hasText: 'Task orders' }).waitFor({ timeout });
  });
  await window.choose('Which task is to be split?', 'Task orders');
  await window.answer('How?', '');
  await page.locator('.notification-list-item', { hasText: 'Drafted.' }).waitFor();
  await code.screenshot('findings 4 split');
  await take('id: state');
  project.git('commit', '--quiet', '--all', '--message', 'The plan');

  await window.waitFor('Gates', 'Approve the plan');
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve plan', '');
  await window.waitFor('Gates', 'Security review');
  await runCommand(page, 'Wavegate: Open Board');
  await (await code.frameWith('wavegate-gate')).getByText('reach the network').first().waitFor();
  await code.screenshot('findings 5 gate of the plan');
  await window.press('Gates', 'Security review', 'Approve Gate');
  await window.answer('Approve', 'Nothing does.');
  await window.waitFor('Gates', 'Launch Wave 1');
}
