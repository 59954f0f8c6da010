import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { DiagramIntent, DiagramPart } from '../../src/protocol/diagram.ts';
import { sharedBrowser } from '../support/vscodeHost/testWindow.ts';
import { accessibilityProblems, bundleWebview, openWebview } from './webviewPage.ts';
import type { Bundle, PageOptions, WebviewPage } from './webviewPage.ts';

let browser: Browser;
let bundle: Bundle;

before(async () => {
  [bundle, browser] = await Promise.all([bundleWebview('diagram'), sharedBrowser()]);
});

const text =
  'flowchart LR\n  subgraph w1 [Foundation]\n    a["Transport"]\n  end\n  subgraph w2 [Migration]\n    b["Install"]\n  end\n  a --> b\n';

const parts: readonly DiagramPart[] = [
  { kind: 'wave', node: 'w1', id: 'foundation', title: 'Foundation' },
  { kind: 'task', node: 'a', id: 'transport', title: 'Transport' },
  { kind: 'task', node: 'b', id: 'install', title: 'Install' },
];

async function openDiagram(source: string, options: Partial<PageOptions> = {}): Promise<WebviewPage<DiagramIntent>> {
  const view = await openWebview<DiagramIntent>(browser, { name: 'diagram', bundle, ...options });
  await view.post({
    type: 'diagram',
    title: 'Extend two modules',
    text: source,
    parts,
    file: 'file:///plan.waveplan.yaml',
  });
  return view;
}

it('draws the plan under its policy, and hands out text and picture', async () => {
  const { page, sent, faults, close } = await openDiagram(text);
  await page.locator('.picture svg').waitFor();
  const drawn = await page.locator('.picture svg').textContent();
  for (const label of ['Foundation', 'Transport', 'Migration', 'Install']) assert.match(drawn ?? '', new RegExp(label));
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await page.getByRole('button', { name: 'Save as SVG' }).click();
  assert.deepEqual(await accessibilityProblems(page), []);
  const [ready, copy, save] = await sent();
  assert.deepEqual(ready, { type: 'ready' });
  assert.deepEqual(copy, { type: 'copy', text });
  assert.ok(save?.type === 'save');
  assert.match(save.svg, /^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.doesNotMatch(save.svg, /foreignObject|<script/);
  assert.deepEqual(faults, []);
  await close();
});

it('leads to the text of a wave or task, by mouse and by keyboard, and marks where the cursor is', async () => {
  const { page, sent, post, close } = await openDiagram(text);
  await page.getByRole('link', { name: 'Task Install' }).click();
  await page.getByRole('link', { name: 'Wave Foundation' }).focus();
  await page.keyboard.press('Enter');
  assert.deepEqual((await sent()).slice(1), [
    { type: 'open', node: 'b' },
    { type: 'open', node: 'w1' },
  ]);
  await post({ type: 'current', node: 'a' });
  await page.locator('.current', { hasText: 'Transport' }).waitFor();
  await post({ type: 'current' });
  await page.locator('.current').waitFor({ state: 'detached' });
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole('button', { name: 'Save as SVG' }).click();
  const saved = (await sent()).at(-1);
  assert.ok(saved?.type === 'save');
  assert.doesNotMatch(saved.svg, /tabindex|role="link"/);
  await close();
});

it('draws plans beyond the limits mermaid has by default', async () => {
  const edges = Array.from({ length: 700 }, (_, index) => `  a${index % 30} --> b${Math.floor(index / 30)}`);
  const { page, faults, close } = await openDiagram(['flowchart LR', ...edges].join('\n'));
  await page.locator('.picture svg').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

it('says in words why a text cannot be drawn, and still lets it be copied', async () => {
  const { page, sent, close } = await openDiagram('flowchart LR\n  a --> ');
  await page.getByText('Mermaid could not draw this plan').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save as SVG' }).isDisabled());
  await page.getByRole('button', { name: 'Copy as text' }).click();
  assert.deepEqual((await sent()).at(-1), { type: 'copy', text: 'flowchart LR\n  a --> ' });
  await close();
});

it('runs nothing that the text of a plan holds', async () => {
  const { page, close } = await openDiagram('flowchart LR\n  a["<img src=x onerror=bridge.touched.push(1)>"]\n');
  await page.locator('.picture svg').waitFor();
  assert.equal(await page.locator('.picture img, .picture script').count(), 0);
  assert.deepEqual(await page.evaluate(() => window.bridge.touched), []);
  await close();
});

it('is drawn anew in the colours of another theme', async () => {
  const { page, close } = await openDiagram(text, { theme: 'dark' });
  await page.locator('.picture svg').waitFor();
  const first = await page.locator('.picture svg').getAttribute('id');
  await page.evaluate(() => document.body.classList.replace('vscode-dark', 'vscode-light'));
  await page.waitForFunction((id) => document.querySelector('.picture svg')?.id !== id, first);
  await close();
});

it('needs inline styles, which is why its policy allows them', async () => {
  const { page, faults, close } = await openDiagram(text, { inlineStyles: false });
  await page.locator('.picture svg').waitFor();
  assert.ok(faults.some((fault) => fault.includes('Content Security Policy') && fault.includes('style-src')));
  await close();
});
