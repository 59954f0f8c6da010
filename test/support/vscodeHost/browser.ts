import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
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
];

/** Starts a headless Chromium that talks to nothing but the pages it is given; `argv` adds to its command line. */
export async function launchBrowser(argv: readonly string[] = []): Promise<Browser> {
  const executablePath = await findChromium((line) => console.log(line));
  return chromium.launch({ executablePath, headless: true, args: [...quiet, ...argv] });
}

/**
 * A page as large as a window of VS Code, that waits for whatever it is asked for as long as tests do. Nothing in it, or in a
 * window that it opens, moves by itself: where no graphics card helps, a spinner takes a good part of a processor.
 */
export async function newWindow(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  await page.context().addInitScript(holdStill);
  page.setDefaultTimeout(patience);
  return page;
}

/** Runs in each document. VS Code turns its icons and runs its bars of progress also for people who want nothing to move. */
function holdStill(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`[class*='codicon'], [class*='codicon']::before, .progress-bit { animation: none !important; }`);
  document.adoptedStyleSheets.push(sheet);
}
