import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { DiagramIntent, DiagramPart } from '../../src/protocol/diagram.ts';
import { sharedBrowser } from '../support/vscodeHost/testWindow.ts';
import { accessibilityProblems, bundleWebview, openWebview } from './webviewPage.ts';
import type { Bundle, WebviewPage } from './webviewPage.ts';

const text =
  'flowchart LR\n  subgraph w1 [Foundation]\n    a["Transport"]\n  end\n  subgraph w2 [Migration]\n    b["Install"]\n  end\n  a --> b\n';

const parts: readonly DiagramPart[] = [
  { kind: 'wave', node: 'w1', id: 'foundation', title: 'Foundation' },
  { kind: 'task', node: 'a', id: 'transport', title: 'Transport' },
  { kind: 'task', node: 'b', id: 'install', title: 'Install' },
];

describe('the diagram of a plan', () => {
  let browser: Browser;
  let bundle: Bundle;
  /** Page that these tests share: to load mermaid takes longer than to draw a plan. */
  let view: WebviewPage<DiagramIntent>;

  before(async () => {
    [bundle, browser] = await Promise.all([bundleWebview('diagram'), sharedBrowser()]);
    view = await openWebview<DiagramIntent>(browser, { name: 'diagram', bundle, theme: 'dark' });
  });

  after(() => view.close());

  /** Shows a text until it is drawn, or cannot be; gives what reads the messages that the page sends from then on. */
  async function show(
    source: string,
    { page, post, sent }: WebviewPage<DiagramIntent> = view,
  ): Promise<() => Promise<readonly DiagramIntent[]>> {
    await post({
      type: 'diagram',
      title: 'Extend two modules',
      text: source,
      parts,
      file: 'file:///plan.waveplan.yaml',
    });
    await page.waitForFunction(() => !document.querySelector('[role=status]')?.textContent.startsWith('Drawing'));
    const before = (await sent()).length;
    return async () => (await sent()).slice(before);
  }

  it('is drawn under the policy of its page, which hands out text and picture', async () => {
    const { page } = view;
    assert.deepEqual(await view.sent(), [{ type: 'ready' }]);
    const sent = await show(text);
    const drawn = await page.locator('.picture svg').textContent();
    for (const label of ['Foundation', 'Transport', 'Migration', 'Install'])
      assert.match(drawn ?? '', new RegExp(label));
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    assert.deepEqual(await accessibilityProblems(page), []);
    const [copy, save] = await sent();
    assert.deepEqual(copy, { type: 'copy', text });
    assert.ok(save?.type === 'save');
    assert.match(save.svg, /^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(save.svg, /foreignObject|<script/);
    assert.deepEqual(view.faults, []);
  });

  it('leads to the text of a wave or task, by mouse and by keyboard, and marks where the cursor is', async () => {
    const { page, post } = view;
    const sent = await show(text);
    await page.getByRole('link', { name: 'Task Install' }).click();
    await page.getByRole('link', { name: 'Wave Foundation' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await sent(), [
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
  });

  it('is drawn beyond the limits mermaid has by default', async () => {
    // Few pairs of nodes with many edges each: where edges cross, most of the time goes into having fewer of them do so.
    const node = (letter: string, index: number): string => `${letter.repeat(50)}${index % 20}`;
    const edges = Array.from({ length: 501 }, (_, index) => `  ${node('a', index)} --> ${node('b', index)}`);
    const long = ['flowchart LR', ...edges].join('\n');
    assert.ok(long.length > 50_000);
    await show(long);
    assert.equal(await view.page.locator('.picture svg .edgePaths path').count(), 501);
    assert.deepEqual(view.faults, []);
  });

  it('gives way to words that say why a text cannot be drawn, and can still be copied', async () => {
    const { page } = view;
    const sent = await show('flowchart LR\n  a --> ');
    await page.getByText('Mermaid could not draw this plan').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Save as SVG' }).isDisabled());
    await page.getByRole('button', { name: 'Copy as text' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'copy', text: 'flowchart LR\n  a --> ' });
  });

  it('runs nothing that the text of a plan holds', async () => {
    const { page } = view;
    await show('flowchart LR\n  a["<img src=x onerror=bridge.touched.push(1)>"]\n');
    await page.locator('.picture svg').waitFor();
    assert.equal(await page.locator('.picture img, .picture script').count(), 0);
    assert.deepEqual(await page.evaluate(() => window.bridge.touched), []);
  });

  it('is drawn anew in the colours of another theme', async () => {
    const { page } = view;
    await show(text);
    await page.locator('.picture svg').waitFor();
    const first = await page.locator('.picture svg').getAttribute('id');
    await page.evaluate(() => document.body.classList.replace('vscode-dark', 'vscode-light'));
    await page.waitForFunction((id) => document.querySelector('.picture svg')?.id !== id, first);
  });

  it('needs inline styles, which is why its policy allows them', async () => {
    const strict = await openWebview<DiagramIntent>(browser, { name: 'diagram', bundle, inlineStyles: false });
    await show(text, strict);
    await strict.page.locator('.picture svg').waitFor();
    assert.ok(strict.faults.some((fault) => fault.includes('Content Security Policy') && fault.includes('style-src')));
    strict.close();
  });
});
