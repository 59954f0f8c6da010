import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { profile, smallPlan } from '../support/smallPlan.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });

/** Writes a function; told in a comment what is missing, adds what the comment says. */
const worker = `
  const { readFileSync, appendFileSync } = await import('node:fs');
  const said = /[Aa]t .src.a\\.js:\\d+.: (.*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'))?.[1];
  if (said) { appendFileSync('src/a.js', '// ' + said + '\\n'); handOff(['src/a.js']); } else work();`;

/** Two readers that see the same, in their own words, and one that sees more. */
const reader = `
  const first = task === 'validator-1';
  const findings = [
    { severity: first ? 'issue' : 'blocker', file: 'src/a.js', line: first ? 2 : 1, title: first ? 'No test shows the constant' : 'The constant is shown by no test', detail: 'Nothing in test/ imports it.', remediation: 'Add a test.' },
    ...(first ? [{ severity: 'nit', file: 'src/base.js', line: 1, title: 'The name could say more', detail: '', remediation: '' }] : []),
  ];
  handOff([], { summary: first ? 'Sound, but untested.' : 'Read all of it; one thing is missing.', review: { verdict: 'changes', findings } });`;

test('a person comments on a line of the diff and gets it back answered, then weighs what the validators found', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([[{ id: 'a', agent: 'worker' }]], {
        agents: { reader: profile('reader') },
        validators: [
          { agent: 'reader', disposition: 'Insists on tests' },
          { agent: 'reader', disposition: 'Reads the code' },
        ],
      }),
      agents: { worker, reader },
      files: {
        'src/base.js': 'export const base = 1;\n',
        'src/a.js': "export const name = 'a';\n",
        '.vscode/settings.json': dark,
      },
    },
  );
  const code = await launchVsCodeFor(t, { workspace: project.repository, openFile: project.planPath, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const { page } = code;

  /** Moves the mouse away: the hover of an item would lie over the next one. */
  const openFile = async (): Promise<void> => {
    await page.mouse.move(1_000, 700);
    await window.open('Gates', 'a.js');
  };

  await window.pressLens('Start run');
  await window.press('Gates', 'Approve the plan', 'Approve Gate');
  await window.answer('Approve plan', '');
  await window.press('Gates', 'Launch Wave 1', 'Launch Wave');
  await window.answer('Launch Wave 1', '');
  await window.waitFor('Gates', 'Spot-check Wave 1');

  await openFile();
  const added = page.locator('.modified-in-monaco-diff-editor .view-line', { hasText: 'done' }).first();
  await page.locator('.modified-in-monaco-diff-editor .comment-range-glyph').first().waitFor();
  await added.click();
  await runCommand(page, 'Comments: Add Comment on Current Selection');
  const box = page.locator('.review-widget .comment-form .monaco-editor').first();
  // It may show before it has the focus.
  await box.click();
  await page.keyboard.insertText('Say what done stands for.');
  await box.filter({ hasText: 'Say what done stands for.' }).waitFor();
  await code.screenshot('comments 1 writing');
  await page.locator('.review-widget .monaco-button', { hasText: 'Add Comment' }).first().click();
  await page.locator('.review-widget .comment-body', { hasText: 'Say what done stands for.' }).first().waitFor();
  await window.waitFor('Gates', /a\.js.*1 comment/);
  await code.screenshot('comments 2 drafted');

  await code.reload();
  await window.waitFor('Gates', /a\.js.*1 comment/);
  await window.press('Gates', 'Spot-check Wave 1', 'Open Spot-Check');
  await page.locator('.review-widget .comment-body', { hasText: 'Say what done stands for.' }).first().waitFor();
  await code.screenshot('comments 3 multi-file diff after a reload');

  await window.press('Gates', 'Spot-check Wave 1', 'Reject Gate');
  await window.answer('Your comment goes back to the agents', 'Nearly.');
  await window.waitFor('Gates', 'Comments to answer');
  await window.press('Gates', 'Launch Wave 1', 'Launch Wave');
  await window.answer('Launch Wave 1', '');
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await openFile();
  await page.locator('.review-widget', { hasText: 'Sent to the agent before this attempt' }).first().waitFor();
  await page
    .locator('.modified-in-monaco-diff-editor .view-line', { hasText: '// Say what done stands for.' })
    .first()
    .waitFor();
  await code.screenshot('comments 4 answered');
  await window.press('Gates', 'a.js', 'Mark File as OK');
  await window.press('Gates', 'Spot-check Wave 1', 'Approve Gate');
  await window.answer('Approve spot-check · Wave 1', '');

  await window.waitFor('Gates', 'choose how to continue');
  await window.waitFor('Findings', 'Blockers of the validators');
  await runCommand(page, 'Wavegate: Open Board');
  const board = await code.frameWith('wavegate-findings');
  await board.getByText('The constant is shown by no test', { exact: true }).waitFor();
  await code.screenshot('comments 5 merged findings');
  assert.equal(await board.locator('tr[data-finding]').count(), 2, 'what both saw is one finding');
  await window.press('Findings', 'The constant is shown by no test', 'Mark Finding as Deferred');
  await window.waitFor('Gates', 'Accept the result');
  await window.waitFor('Gates', 'Verdicts of the validators');
  await openFile();
  await window.activeTab().filter({ hasText: 'Accept the result' }).waitFor();
  await code.screenshot('comments 6 acceptance');
});
