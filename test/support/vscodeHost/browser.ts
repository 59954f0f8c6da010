import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findChromium } from '../../../scripts/vscodeHost/findChromium.ts';

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
