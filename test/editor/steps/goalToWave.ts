import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { settingsWith, shown, themes } from './themes.ts';

/** A plan whose goal is still to be said. */
export const head = `waveplan: 1
title: Orders
agents:
  desk: {driver: command, argv: [node, agents/desk.mjs]}
worktree: {sandbox: off}
ship: {pr: false}
readiness:
  - The warehouse knows that orders can be cancelled
`;

const drafted = `${head.replace('title: Orders', 'title: Orders can be cancelled until they are packed')}definitionOfDone:
  - {statement: A packed order cannot be cancelled, verify: $ ${isThere('src/orders.js')}}
checkpoint: {test: ${isThere('src/orders.js')}}
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
        verify: [${isThere('src/orders.js')}]
  - id: invoices
    title: Invoices follow
    tasks:
      - id: invoices
        title: Take back the invoice
        dependsOn: [orders]
        owns: [src/invoices.js]
        objective: A cancelled order has no open invoice.
        steps: [Find the open invoice, Take it back, Say so in its history]
        verify: [${isThere('src/invoices.js')}]
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
        verify: [${isThere('src/refunds.js')}]
`;

/** One program for every part: it knows which is asked for by the directive and the name of its task. */
export const desk = `
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

/** From a goal to what the person has answered an agent of the first wave. */
export async function goalToWave({ code, window, project }: Scene): Promise<void> {
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
}
