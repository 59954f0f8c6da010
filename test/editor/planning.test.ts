import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { persist, runCommand } from '../support/vscodeHost/workbench.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

/** Themes of the pictures, with the class that shows which is on: all of them where somebody wants to look at them. */
const themes = [
  ['dark', 'Dark Modern', '.vs-dark'],
  ['light', 'Light Modern', '.vs'],
  ['contrast', 'Default High Contrast', '.hc-black'],
] as const;
const shown = process.env['WAVEGATE_PICTURES'] === 'all' ? themes : themes.slice(0, 1);

const settingsWith = (theme: string): string => JSON.stringify({ 'workbench.colorTheme': theme });

const head = `waveplan: 1
title: Orders
agents:
  desk: {driver: command, argv: [node, agents/desk.mjs]}
worktree: {sandbox: off}
ship: {pr: false}
readiness:
  - The warehouse knows that orders can be cancelled
`;

const drafted = `${head.replace('title: Orders', 'title: Orders can be cancelled until they are packed')}definitionOfDone:
  - {statement: A packed order cannot be cancelled, verify: $ node --check src/orders.js}
checkpoint: {test: node --check src/orders.js}
waves:
  - id: domain
    title: Cancelling in the domain
    tasks:
      - id: orders
        title: Cancel an order
        explore: true
        owns: [src/orders.js]
        objective: src/orders.js exports cancel, which refuses an order that is packed.
        steps: [Read how orders change state, Add cancel, Refuse what is packed]
        verify: [node --check src/orders.js]
  - id: invoices
    title: Invoices follow
    tasks:
      - id: invoices
        title: Take back the invoice
        dependsOn: [orders]
        owns: [src/invoices.js]
        objective: A cancelled order has no open invoice.
        steps: [Find the open invoice, Take it back, Say so in its history]
        verify: [node --check src/invoices.js]
`;

const refunds = `  - id: refunds
    title: Refunds
    tasks:
      - id: refunds
        title: Refund what was paid
        dependsOn: [invoices]
        owns: [src/refunds.js]
        objective: A cancelled order is refunded once.
        steps: [Find the payment, Refund it, Record the refund]
        verify: [node --check src/refunds.js]
`;

/** One program for every part: it knows which is asked for by the directive and the name of its task. */
const desk = `
import { readFileSync } from 'node:fs';
const said = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
const plan = readFileSync(home + '/project/change.waveplan.yaml', 'utf8');
if (task === 'plan') {
  const text = said.includes('Refund') ? plan + ${JSON.stringify(refunds)} : ${JSON.stringify(drafted)};
  handOff([], { plan: text, summary: 'Cut by module: the domain first, then what depends on it.' });
} else if (task.startsWith('reviewer')) {
  const gap = { kind: 'risky', line: 1, title: 'Two people may cancel at the same time', detail: 'Nothing says that the second call is harmless.', find: '        steps: [Read how orders change state, Add cancel, Refuse what is packed]', replace: '        steps: [Read how orders change state, Add cancel, Refuse what is packed, Make a second call harmless]' };
  const other = { kind: 'missing', line: 2, title: 'Nobody owns the words on the invoice', detail: 'Support will be asked.', find: '', replace: '' };
  const gaps = said.includes('pass 2') ? [] : task === 'reviewer-1' ? [gap, other] : [gap];
  handOff([], { planReview: { score: 7, ready: task === 'reviewer-1', solid: ['The order of the waves', 'Each task owns its own file'], gaps, earlier: [] }, summary: 'Sound, with one race.' });
} else if (said.includes('implementationPlan')) {
  handOff([], { implementationPlan: { touches: ['src/orders.js'], steps: ['Add a state "cancelled"', 'Export cancel(order)'], needs: ['Nothing that is not there'], contradictions: ['Orders have no state "packed" yet: shippedAt says it'], risks: ['Old orders have no shippedAt'] } });
} else if (task === 'orders' && !said.includes('shippedAt decides')) {
  handOff([], { status: 'blocked', question: 'Is an order packed once it has shippedAt, or is there another sign?' });
} else {
  work();
  handOff(['src/' + task + '.js'], { followUps: task === 'orders' ? ['The same check is copied in src/invoices.js'] : [] });
}
`;

test('from a goal to a launched wave in a real window: drafted, chosen by change, reviewed, explored, asked, reconciled', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: {},
      agents: { desk },
      files: {
        'src/orders.js': 'export const orders = [];\n',
        'src/invoices.js': '',
        'src/refunds.js': '',
        '.vscode/settings.json': settingsWith(themes[0][1]),
      },
    },
  );
  await writeFile(project.planPath, head);
  project.git('commit', '--quiet', '--all', '--message', 'A plan without waves');
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const { page } = code;
  const plan = (): Promise<string> => readFile(project.planPath, 'utf8');
  /** Clicks, and texts entered, between the goal and the launched wave. */
  let clicks = 0;
  const counted = async (step: Promise<void>): Promise<void> => {
    await step;
    clicks += 1;
  };
  const picture = async (name: string): Promise<void> => {
    for (const [short, theme, mark] of [...shown.slice(1), themes[0]]) {
      if (shown.length > 1) {
        await writeFile(path.join(project.repository, '.vscode/settings.json'), settingsWith(theme));
        await page.locator(`.monaco-workbench${mark}`).waitFor();
      }
      await code.screenshot(`planning ${name} ${short}`);
    }
  };
  /** Presses a button of the message about something, also where the corner of the window has closed it. */
  const press = async (message: string | RegExp, button: string): Promise<void> => {
    await page
      .locator('.notification-list-item', { hasText: message })
      .locator('.monaco-button', { hasText: button })
      .last()
      .click();
  };

  await window.lens('Start run').waitFor();
  await counted(runCommand(page, 'Wavegate: Draft Plan'));
  await counted(
    window.answer('What is to be true after the change?', 'Orders can be cancelled until they are packed.'),
  );
  await page.locator('.notification-list-item', { hasText: 'Cut by module' }).waitFor();
  await picture('1 draft');
  // Choosing takes two clicks more than Take the Draft.
  await counted(press('Cut by module', 'Choose Changes…'));
  const list = page.locator('.quick-input-widget:visible');
  await list.locator('.monaco-list-row').first().waitFor();
  await picture('2 changes');
  await list.locator('.monaco-list-row').first().click();
  await list.locator('.quick-input-action .monaco-button, .monaco-button', { hasText: 'OK' }).first().click();
  await until(async () => (await plan()).includes('id: invoices'));
  assert.match(await plan(), /^title: Orders$/m, 'the change that was left out');

  await runCommand(page, 'Wavegate: Review Plan');
  const comments = page.locator('.comments-panel');
  await comments.getByText('Two people may cancel').click();
  const thread = page.locator('.review-widget', { hasText: 'Two people may cancel' });
  await thread.locator('[aria-label*="Take This Edit"]').first().waitFor();
  await page.keyboard.press('Escape');
  await picture('3 review');
  await thread.locator('[aria-label*="Take This Edit"]').first().click();
  await comments.getByText('Two people may cancel').waitFor({ state: 'hidden' });
  await comments.getByText('Nobody owns the words').click();
  const other = page.locator('.review-widget', { hasText: 'Nobody owns the words' });
  await other.locator('[aria-label*="Dismiss"]').first().click();
  await window.answer('Dismiss gap', 'Support owns them.');
  await comments.getByText('Nobody owns the words').waitFor({ state: 'hidden' });
  await runCommand(page, 'File: Save All Files');
  await until(async () => (await plan()).includes('Make a second call harmless'));

  await runCommand(page, 'Wavegate: Add Wave');
  await window.answer('What is the wave for?', 'Refund what was paid.');
  await page.locator('.notification-list-item', { hasText: 'Cut by module' }).waitFor();
  await picture('4 added wave');
  await press('Cut by module', 'Take the Draft');
  await until(async () => (await plan()).includes('id: refunds'));
  project.git('commit', '--quiet', '--all', '--message', 'The plan');
  await page.keyboard.press('Control+j');
  await runCommand(page, 'Notifications: Clear All Notifications');

  await counted(window.pressLens('Start run'));
  await window.waitFor('Gates', 'Approve the plan');
  await counted(window.press('Gates', 'Approve the plan', 'Approve Gate'));
  await counted(window.answer('Approve plan', ''));
  await window.waitFor('Gates', 'Launch Wave 1');
  await runCommand(page, 'Wavegate: Open Board');
  await code.frameWith('wavegate-gate');
  await runCommand(page, 'Notifications: Clear All Notifications');
  await picture('5 explored');
  await counted(window.press('Gates', 'Launch Wave 1', 'Launch Wave'));
  await counted(window.choose('In place?', 'Yes'));
  await counted(window.answer('implementation plan', 'ok'));
  await counted(window.answer('Launch Wave 1', ''));
  assert.ok(clicks <= 10, `${clicks} clicks from the goal to the launched wave, two of them for what this plan asks`);

  await window.waitFor('Gates', 'Answer');
  await (await code.frameWith('wavegate-gate')).getByText('shippedAt').first().waitFor();
  await picture('6 question');
  const board = await code.frameWith('wavegate-gate textarea');
  await board.getByRole('textbox').first().fill('shippedAt decides.');
  await board.getByRole('button', { name: 'Approve' }).click();
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await window.press('Gates', 'orders.js', 'Mark File as OK');
  await window.waitFor('Gates', '1 of 1 reviewed');
  await window.press('Gates', 'Spot-check Wave 1', 'Approve Gate');
  await window.answer('Approve spot-check', '');
  await window.waitFor('Gates', 'Reconcile');
  await (await code.frameWith('wavegate-gate')).getByText('copied in src/invoices.js').first().waitFor();
  await picture('7 reconciled');

  await runCommand(page, 'Wavegate: Keep Answer as a Constraint');
  await window.answer('as a rule for every task', 'shippedAt decides whether an order is packed.');
  await until(async () => (await plan()).includes('whether an order is packed'));
});

/** Lenses of the audit, and the planner of what is drafted from it, part by part. */
const auditor = `
import { readFileSync } from 'node:fs';
const said = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
const plan = readFileSync(home + '/project/change.waveplan.yaml', 'utf8');
const finding = (id, line, title) => ({ id, severity: 'high', file: 'src/orders.js', line, title, detail: 'Seen.', remediation: 'Mend it.' });
const entry = (id, owns, findings) => '      - id: ' + id + '\\n        title: Task ' + id + '\\n        owns: [' + owns + ']\\n        objective: src has what ' + id + ' says.\\n        steps: [Read the file, Change the line, Check it]\\n        verify: [node --check src/orders.js]\\n        findings: [' + findings + ']\\n';
const named = (id, line, title) => '  - {id: ' + id + ', severity: high, file: src/orders.js, line: ' + line + ', title: ' + title + '}\\n';
const answer = (text) => handOff([], { plan: text, summary: 'Drafted.' });
if (task === 'design') {
  handOff([], { findings: [finding('a', 1, 'Orders are global'), finding('b', 2, 'No state is kept'), finding('c', 3, 'Prices are strings')] });
} else if (task === 'plan' && !/^waves:/m.test(plan)) {
  answer(plan + 'checkpoint: {test: node --check src/orders.js}\\nfindings:\\n' + named('design-1', 1, 'Orders are global') + 'waves:\\n  - id: first\\n    title: Orders of a session\\n    tasks:\\n' + entry('orders', 'src/orders.js, src/state.js', 'design-1'));
} else if (task === 'plan' && said.includes('Prices are strings')) {
  answer(plan.replace('waves:\\n', named('design-3', 3, 'Prices are strings') + 'waves:\\n') + '  - id: prices\\n    title: Prices\\n    tasks:\\n' + entry('prices', 'src/prices.js', 'design-3'));
} else if (task === 'plan') {
  answer(plan.replace(/ {6}- id: orders\\n[^]*?(?= {2}- id: |$)/, entry('state', 'src/state.js', '').replace("        findings: []\\n", '') + entry('orders', 'src/orders.js', 'design-1, design-2')));
} else {
  work();
  handOff(['src/' + task + '.js']);
}
`;

const audited = `waveplan: 1
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

test('findings lead to a plan in a real window: drafted from them, put into a task, drafted for one more, split, and asked about by a gate of the plan', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const files = {
    'src/orders.js': 'export const orders = [];\n// none\n// 1\n',
    'src/state.js': '',
    'src/prices.js': '',
  };
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    { plan: {}, agents: { auditor }, files: { ...files, '.vscode/settings.json': settingsWith(themes[0][1]) } },
  );
  await writeFile(project.planPath, audited);
  project.git('commit', '--quiet', '--all', '--message', 'A plan without waves');
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const { page } = code;
  const plan = (): Promise<string> => readFile(project.planPath, 'utf8');
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
});
