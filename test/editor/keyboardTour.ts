import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createSample } from '../../scripts/sample.ts';
import { errorMessage } from '../../src/util/errors.ts';
import { until } from '../support/until.ts';
import { sidebarProblems, sidebarTree } from '../support/vscodeHost/accessibility.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { Keyboard } from '../support/vscodeHost/keyboard.ts';
import { launchVsCode, projectRoot } from '../support/vscodeHost/launch.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { persist } from '../support/vscodeHost/workbench.ts';

// `npm run tour`: the sample from its plan to the shipped result in a real VS Code, by keyboard alone, with a picture of each
// step in .cache/tour to be looked at, and the accessibility tree of the sidebar beside them. `-- --media` also takes the
// pictures of the walkthrough. Ends with code 1 at the first step that does not come about.

const { values } = parseArgs({ options: { media: { type: 'boolean', default: false } } });
const out = path.join(projectRoot, '.cache', 'tour');
const media = path.join(projectRoot, 'media', 'walkthrough');
const full = { width: 1280, height: 800 };
/** As much as is still readable in the narrow column of a walkthrough. */
const small = { width: 900, height: 600 };

await mkdir(out, { recursive: true });
const folders = await makeTestFolders();
const sample = await createSample(path.join(folders.root, 'sample'));
const code = await launchVsCode({
  workspace: sample.folder,
  openFile: sample.plan,
  folders,
  env: { WAVEGATE_SAMPLE_PACE: '0' },
  settings: { 'window.autoDetectColorScheme': true },
});
const { page } = code;
const window = new WavegateWindow(page);
const keys = new Keyboard(page);
const begun = performance.now();
let steps = 0;

/** Does a step and takes its picture. */
async function step(name: string, work: () => Promise<void>): Promise<void> {
  steps += 1;
  await work();
  const file = `${String(steps).padStart(2, '0')}-${name.replaceAll(/[^\w]+/g, '-')}`;
  await page.screenshot({ path: path.join(out, `${file}.png`) });
  await writeFile(path.join(out, `${file}.txt`), `focus: ${await keys.focused()}\n\n${await sidebarTree(page)}`);
  const problems = await sidebarProblems(page);
  if (problems.length > 0) throw new Error(`A screen reader cannot name this after "${name}": ${problems.join('; ')}`);
  console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${name}`);
}

/** Takes a picture of the walkthrough in a light and a dark theme, which the system asks for. */
async function walkthrough(name: string): Promise<void> {
  if (!values.media) return;
  await page.setViewportSize(small);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(colorScheme === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs').waitFor();
    await settle();
    await page.screenshot({ path: path.join(media, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('.monaco-workbench.vs').waitFor();
  await page.setViewportSize(full);
}

/** Names a folder as it is where Wavegate is used, in the texts of an element. Runs in the page. */
function nameHome(element: Element, folder: string): void {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    node.textContent = (node.textContent ?? '').replaceAll(folder, '/home/ada/wavegate');
  }
}

/** Waits until the window has drawn the same twice. */
async function settle(): Promise<void> {
  let before: Buffer | undefined;
  await until(async () => {
    const now = await page.screenshot();
    const same = before?.equals(now) === true;
    before = now;
    return same;
  });
}

/** Goes to the gate that waits and decides it from its document. */
async function approve(gate: string | RegExp, question: string, note: string): Promise<void> {
  await window.waitFor('Gates', gate);
  await keys.press('Control+k', 'g');
  await window.activeTab().filter({ hasText: gate }).waitFor();
  await page.locator('.monaco-editor.focused').waitFor();
  await keys.ask(question, 'Alt+a');
  await keys.answer(question, note);
}

async function launch(wave: string): Promise<void> {
  await step(`${wave} is launched`, () => approve(`Launch ${wave}`, `Launch ${wave}`, 'Go.'));
}

/** Tab of one file of a spot-check: its place among them comes first. */
const singleFile = /^\s*\d+ of \d+ · /;

async function spotCheck(wave: string): Promise<void> {
  await window.waitFor('Gates', `Spot-check ${wave}`);
  const heading = await window.item('Gates', /of \d+ reviewed/).innerText();
  const files = Number(/of (\d+) reviewed/.exec(heading)?.[1]);
  await step(`${wave} first file`, async () => {
    await keys.command('Wavegate: Open Spot-Check');
    await window
      .activeTab()
      .filter({ hasText: `(${files} files)` })
      .waitFor();
    // A key that comes before the changes have the focus is theirs to lose.
    await persist(async (timeout) => {
      await keys.press('Alt+n');
      await window.activeTab().filter({ hasText: singleFile }).waitFor({ timeout });
    });
  });
  await step(`${wave} all files reviewed`, async () => {
    const done = window.item('Gates', `${files} of ${files} reviewed`);
    while (!(await done.isVisible())) {
      const tab = await window.activeTab().innerText();
      // It goes on to the next without a verdict by itself; a key that comes before that would be about the same file again.
      const next = window.activeTab().filter({ hasNotText: tab });
      await persist(async (timeout) => {
        await keys.press('Alt+a');
        await next.or(done).first().waitFor({ timeout });
      });
    }
  });
  await step(`${wave} is approved`, () => approve(`Spot-check ${wave}`, `Approve spot-check`, 'Looked at each.'));
}

async function tour(): Promise<void> {
  await page.setViewportSize(full);
  await step('plan', async () => {
    await window.lens('Start run').waitFor();
  });
  await walkthrough('plan');
  await step('environment', async () => {
    await keys.command('Wavegate: Check Environment');
    await page.locator('.monaco-dialog-box').waitFor();
  });
  if (values.media) await page.locator('.monaco-dialog-box').evaluate(nameHome, folders.root);
  await walkthrough('environment');
  await keys.press('Escape');
  await step('findings', async () => {
    await keys.command('Wavegate: Start Run');
    await window.waitFor('Findings', 'Critical');
    await keys.command('Wavegate: Focus on Findings View');
    await keys.press('Home', 'ArrowDown', 'Enter');
    await page.locator('.monaco-editor.focused').waitFor();
    await page.locator('.review-widget').first().waitFor();
  });
  await keys.command('View: Hide Panel');
  await walkthrough('run');
  await step('findings marked one by one', async () => {
    for (const left of [19, 18, 17]) {
      // A key that comes while the next finding is still opening does nothing.
      await persist(async (timeout) => {
        await keys.press('Alt+i');
        const numbers = Array.from({ length: left }, (_, index) => index + 1).join('|');
        const marked = new RegExp(`^(${numbers}) of 20 not marked`);
        await window.view('Findings').getByText(marked).waitFor({ timeout });
      });
    }
  });
  await step('findings marked at once', async () => {
    // The finding that comes next takes the focus when it has opened, also from a palette that is being typed into.
    await settle();
    await keys.command('Wavegate: Focus on Findings View');
    await keys.press('Home', 'Control+a', 'Alt+i');
    await window.view('Findings').getByText('not marked').waitFor({ state: 'hidden' });
  });
  await step('triage closed', () => approve('Triage the findings', 'Approve triage', 'All of them.'));
  await window.waitFor('Gates', 'Approve the plan');
  await step('plan gate', async () => {
    await keys.press('Control+k', 'g');
    await window.activeTab().filter({ hasText: 'Approve the plan' }).waitFor();
  });
  await walkthrough('gates');
  await step('plan approved', () => approve('Approve the plan', 'Approve plan', ''));
  await launch('Wave 1');
  await spotCheck('Wave 1');
  await launch('Wave 2');
  await window.waitFor('Gates', 'choose how to continue');
  await step('board of the failed wave', async () => {
    await keys.command('Wavegate: Open Board');
    await (await code.frameWith('.page')).locator('.page').waitFor();
  });
  await keys.command('View: Hide Panel');
  await walkthrough('board');
  await step('plan adapted', async () => {
    await keys.command('Wavegate: Adapt Plan');
    await keys.pick('test failed', 'Change the plan');
    await keys.pick('Choose the test to start from', '');
    await keys.pick('How should the plan continue', 'Fix');
    await keys.pick('Which task', 'likely cause');
    await keys.answer('What do you think went wrong');
    await window.waitFor('Gates', 'Change the plan');
  });
  await step('change approved', () => approve('Change the plan', 'Approve plan change', 'Fix it forward.'));
  for (const wave of ['Wave 3', 'Wave 4']) {
    await launch(wave);
    await spotCheck(wave);
  }
  await window.waitFor('Gates', 'Accept the result');
  await step('result', async () => {
    await keys.command('Wavegate: Show All Changes of the Run');
    await window.activeTab().filter({ hasText: 'Result:' }).waitFor();
  });
  await step('accepted', async () => {
    await keys.press('Control+k', 'g');
    await window.activeTab().filter({ hasText: 'Accept the result' }).waitFor();
    await keys.ask('explain', 'Alt+a');
    for (const question of ['explain', 'rewrite', 'worst-case', 'defend']) await keys.pick(question, 'Yes');
    await keys.answer('What did you try yourself', 'Ran packhorse search with --verbose against a host.');
    await keys.answer('Approve result');
  });
  await step('shipped', async () => {
    await approve(/^Ship/, 'Approve shipping', '');
    await window.statusBar(/Pushed to/).waitFor();
  });
  await step('plan committed', async () => {
    const text = /is not committed in your checkout/;
    await page.locator('.notification-list-item', { hasText: text }).first().waitFor();
    await page.screenshot({ path: path.join(out, 'plan-leftover.png') });
    // VS Code has a key for the first button of a message only where a screen reader is in use.
    await keys.command('Notifications: Accept Notification Primary Action');
    const status = (): string =>
      execFileSync('git', ['-C', sample.folder, 'status', '--porcelain'], { encoding: 'utf8' });
    await until(() => Promise.resolve(status() === ''));
  });
}

try {
  await tour();
  console.log(`${steps} steps without a mouse; look at the pictures in ${out}.`);
} catch (error) {
  const picture = await page
    .screenshot({ path: path.join(out, 'failed.png') })
    .then(() => path.join(out, 'failed.png'));
  console.error(`Step ${steps} did not come about: ${errorMessage(error)}\nPicture: ${picture}`);
  process.exitCode = 1;
} finally {
  await code.close();
  await folders.remove();
}
