import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium } from '../../../scripts/vscodeHost/findChromium.ts';
import { patience } from '../until.ts';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Scripts are compiled once: a browser would keep the result only of those that a person comes back to.
  '--v8-cache-options=bypassHeatCheck',
  // A page lives for a minute or two: optimizing its scripts and collecting its garbage costs more than it gains.
  '--js-flags=--no-opt --no-maglev --single-threaded-gc --no-memory-reducer --min-semi-space-size=32 --initial-heap-size=1024',
];

/**
 * Pages as large as a window of VS Code. Nothing in them, or in a window that they open, moves by itself: where no graphics card
 * helps, a spinner takes a good part of a processor.
 */
const likeWindow = { viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' } as const;

/**
 * Starts a headless Chromium that talks to nothing but the pages it is given; `argv` adds to its command line. Its first context is
 * for windows of VS Code; the profile of that goes when it is closed.
 */
export async function launchBrowser(argv: readonly string[] = []): Promise<Browser> {
  const executablePath = await findChromium((line) => console.log(line));
  const args = [...quiet, ...argv];
  const context = await chromium.launchPersistentContext('', { executablePath, headless: true, args, ...likeWindow });
  const browser = context.browser();
  if (browser === null) throw new Error('Playwright gives no browser for a context on disk.');
  await context.addInitScript(holdStill);
  return browser;
}

/** A further context for windows of VS Code, in memory. */
export async function newWindowContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext(likeWindow);
  await context.addInitScript(holdStill);
  return context;
}

/** A page in a context of its own, that waits for whatever it is asked for as long as tests do. */
export async function newWindow(browser: Browser): Promise<Page> {
  const context = await newWindowContext(browser);
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  return page;
}

/**
 * Runs in each document. VS Code turns its icons, runs its bars of progress and fades its scrollbars also for people who want
 * nothing to move.
 */
function holdStill(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '.codicon, .codicon::before, .progress-bit { animation: none !important; } ' +
      '.scrollbar, .xterm-scrollbar { transition: none !important; }',
  );
  document.adoptedStyleSheets.push(sheet);
}
