import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { textsOf } from '../../support/stateTexts.ts';
import { until } from '../../support/until.ts';
import { launch } from '../../support/vscodeHost/sampleRun.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { triedRemark } from './tryIt.ts';

/** Comment on a line of the diff. */
const remark = 'Say what done stands for.';

/** Opens the file of the wave. The mouse goes away first: the hover of an item would lie over the next one. */
async function openChanged({ code, window }: Scene): Promise<void> {
  await code.page.mouse.move(1_000, 700);
  await window.open('Gates', 'a.js');
}

function verdict(board: Frame, label: 'OK' | 'Not OK', file = 'src/words.js'): Locator {
  return board.getByRole('radiogroup', { name: `Verdict on ${file}` }).getByLabel(label, { exact: true });
}

/** From a spot-check that has just come to one with a mark, a note and a comment, in a window that was loaded again. */
export async function commentsAndMarks(scene: Scene): Promise<void> {
  const { code, window, folders } = scene;
  const { page } = code;
  await runCommand(page, 'Wavegate: Open Board');
  let board = await code.frameWith('wavegate-gate');
  await window.press('Gates', 'words.js', 'Mark File as Needs Changes');
  await until(() => verdict(board, 'Not OK').isChecked());
  await code.screenshot('result 1 marked in the tree');
  await board.getByRole('button', { name: 'Approve' }).click();
  await board.getByText('You marked src/words.js as not OK.').waitFor();
  await code.screenshot('result 2 refused on the board');

  await verdict(board, 'OK').check();
  await window.waitFor('Gates', '1 of 2 reviewed');
  await board.getByLabel('Note').fill('Looked at it twice.');
  await board.getByLabel('Note').blur();
  // The field shows it at once; a reload keeps what has reached the file.
  await until(() => textsOf(folders.state, 'drafts.jsonl').includes('Looked at it twice.'));

  await openChanged(scene);
  const added = page.locator('.modified-in-monaco-diff-editor .view-line', { hasText: 'done' }).first();
  await page.locator('.modified-in-monaco-diff-editor .comment-range-glyph').first().waitFor();
  await added.click();
  await runCommand(page, 'Comments: Add Comment on Current Selection');
  const box = page.locator('.review-widget .comment-form .monaco-editor').first();
  // It may show before it has the focus.
  await box.click();
  await page.keyboard.insertText(remark);
  await box.filter({ hasText: remark }).waitFor();
  await code.screenshot('result 3 writing');
  await page.locator('.review-widget .monaco-button', { hasText: 'Add Comment' }).first().click();
  await page.locator('.review-widget .comment-body', { hasText: remark }).first().waitFor();
  await window.waitFor('Gates', /a\.js.*1 comment/);
  await code.screenshot('result 4 drafted');

  await code.reload();
  await window.waitFor('Gates', /a\.js.*1 comment/);
  // A comment says that a file is not OK.
  await window.waitFor('Gates', '2 of 2 reviewed');
  await runCommand(page, 'Wavegate: Open Board');
  board = await code.frameWith('wavegate-gate');
  await until(() => verdict(board, 'OK').isChecked());
  assert.equal(await board.getByLabel('Note').inputValue(), 'Looked at it twice.');
  await code.screenshot('result 5 board after a reload');
  await window.press('Gates', 'Spot-check Wave 1', 'Open Spot-Check');
  await page.locator('.review-widget .comment-body', { hasText: remark }).first().waitFor();
  await code.screenshot('result 6 multi-file diff after a reload');
}

/** Rejects the wave, whose comments go back, and launches it again. */
export async function answersComments({ window }: Scene): Promise<void> {
  await window.press('Gates', 'Spot-check Wave 1', 'Reject Gate');
  await window.answer('Your 2 comments go back to the agents', 'Nearly.');
  await window.waitFor('Gates', 'Comments to answer');
  await launch(window, 'Wave 1');
  await window.waitFor('Gates', 'Spot-check Wave 1');
}

/** Looks at the wave that has come back, and approves it. */
export async function seesTheAnswer(scene: Scene): Promise<void> {
  const { code, window } = scene;
  const { page } = code;
  await openChanged(scene);
  await page.locator('.review-widget', { hasText: 'Sent to the agent before this attempt' }).first().waitFor();
  await page
    .locator('.modified-in-monaco-diff-editor .view-line', { hasText: `// ${remark}` })
    .first()
    .waitFor();
  await page
    .locator('.modified-in-monaco-diff-editor .view-line', { hasText: `// ${triedRemark}` })
    .first()
    .waitFor();
  await code.screenshot('result 7 answered');
  // The mark of the other file has stayed, which is as it was.
  await window.press('Gates', 'a.js', 'Mark File as OK');
  await window.waitFor('Gates', '2 of 2 reviewed');
  await runCommand(page, 'Wavegate: Open Board');
  const board = await code.frameWith('wavegate-gate');
  await until(() => verdict(board, 'OK', 'src/a.js').isChecked());
  await board.getByRole('button', { name: 'Approve' }).click();
}
