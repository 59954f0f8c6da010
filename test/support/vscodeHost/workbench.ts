import { setTimeout as delay } from 'node:timers/promises';
import { errors } from 'playwright-core';
import type { Frame, Page } from 'playwright-core';

/** How long a test waits for something to show, in milliseconds. */
const showLimit = 15_000;

/** Resolves when the workbench is drawn and its status bar shows. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}

/**
 * The frame that shows an element matching a CSS selector: the page itself or the document of a webview, which lies two
 * frames deep. Waits for one; throws after 15 s.
 */
export async function frameWith(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + showLimit;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      // A frame that goes away while it is asked does not hold the element any more.
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    await delay(50);
  }
  throw new Error(
    `Nothing matches ${selector} in the window or in one of its ${page.frames().length - 1} inner frames.`,
  );
}

/**
 * Runs a command from the command palette, by the words a person reads there, for example `Wavegate: Show board`.
 * Throws when no such command shows within 15 s.
 */
export async function runCommand(page: Page, label: string): Promise<void> {
  const palette = page.locator('.quick-input-widget');
  const row = palette.locator('.monaco-list-row', { hasText: label }).first();
  const deadline = Date.now() + showLimit;
  // Whatever takes the focus closes the palette, and an extension that starts may do so: then open it again.
  while (Date.now() < deadline) {
    try {
      await page.keyboard.press('F1');
      await palette.locator('input[type="text"]').fill(`>${label}`, { timeout: 2000 });
      await row.click({ timeout: 2000 });
      return;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
      // A palette that stays open keeps the commands it was opened with.
      await page.keyboard.press('Escape');
    }
  }
  throw new Error(`The command palette does not offer "${label}".`);
}
