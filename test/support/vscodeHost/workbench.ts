import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { errors } from 'playwright-core';
import type { Frame, Locator, Page } from 'playwright-core';
import { patience } from '../until.ts';

/** How long the first try of something that may have to be tried again takes, in milliseconds; each further one takes twice as long. */
const firstTry = 2_000;

/** Resolves when the workbench is drawn and its status bar shows. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patience });
}

/**
 * Does something in the window that what happens there meanwhile can undo, such as opening a list that closes when
 * something else takes the focus: tries it again when it has not come about in time, and gives it more time then.
 *
 * @param attempt must not wait longer than it is told, in milliseconds
 * @returns what the attempt that came about gives
 * @throws TimeoutError of the last attempt, once nobody would wait any longer
 */
export async function persist<T>(attempt: (limit: number) => Promise<T>): Promise<T> {
  const begun = performance.now();
  for (let limit = firstTry; ; limit *= 2) {
    try {
      return await attempt(limit);
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || performance.now() - begun > patience) throw error;
    }
  }
}

/** How a click is made; times in milliseconds. */
export interface ClickOptions {
  /** Longest time one try may take. */
  readonly timeout: number;
  /** Clicks what lies at the place of the element, without waiting for that to keep still. */
  readonly force?: boolean;
  /** The event by which the window takes the click: lists and buttons by its end, lines in an editor by the release. */
  readonly heard?: 'click' | 'mouseup';
}

/**
 * Clicks an element once and sees that the click came to it: where the element is drawn anew between press and release, its
 * window hears neither.
 *
 * @throws TimeoutError when it does not come about in time, or the click was lost and may be made again
 */
export async function clickHeard(
  target: Locator,
  { timeout, force = false, heard = 'click' }: ClickOptions,
): Promise<void> {
  const element = await target.elementHandle({ timeout });
  if (element === null) throw new errors.TimeoutError(`Nothing is there to click: ${target.toString()}.`);
  const seen = await element.evaluateHandle(listen, heard);
  const failed = await element.click({ timeout, force }).then(
    () => undefined,
    (error: Error) => error,
  );
  // What it has brought about may take longer than the try, or load another page: made again, it would meet something else.
  if (await seen.evaluate((state) => state.stop()).catch(() => true)) return;
  const isGone = failed !== undefined && /not (?:attached|visible)/.test(failed.message);
  if (failed !== undefined && !isGone) throw failed;
  throw new errors.TimeoutError(`A click was lost, because what it was made on was drawn anew: ${target.toString()}.`);
}

/** Clicks that come to an element. */
interface Heard {
  heard: boolean;
  /** Stops listening; says whether one came. */
  stop(): boolean;
}

/** Runs in the page. What was drawn anew in the place of the element, with the same words, counts as the element. */
function listen(node: Node, type: 'click' | 'mouseup'): Heard {
  const own = node instanceof Element ? node : undefined;
  const label = own?.ariaLabel;
  const text = own?.textContent;
  // Most elements around it hold large parts of the window, whose text would take long to put together.
  const isAlike = (each: Element): boolean =>
    each.localName === own?.localName &&
    each.classList[0] === own.classList[0] &&
    each.ariaLabel === label &&
    each.textContent === text;
  const hear = ({ target }: Event): void => {
    for (let each = target instanceof Element ? target : null; each !== null; each = each.parentElement) {
      if (each === node || isAlike(each)) state.heard = true;
    }
  };
  const state: Heard = {
    heard: false,
    stop: () => {
      document.removeEventListener(type, hear, { capture: true });
      return state.heard;
    },
  };
  document.addEventListener(type, hear, { capture: true });
  return state;
}

/**
 * The frame that shows an element matching a CSS selector: the page itself or the document of a webview, which lies two
 * frames deep. Waits for one; throws when none comes.
 */
export async function frameWith(page: Page, selector: string): Promise<Frame> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
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
 * Writes into an input box of the window, as one step of its page. Typed, the text would go to whatever takes the focus between
 * the click on the box and the first letter, such as a plan that opens late.
 *
 * @param timeout longest time until the box is there, in milliseconds
 * @throws TimeoutError when it does not come in time, or something emptied it at once
 */
export async function writeInto(box: Locator, text: string, timeout: number): Promise<void> {
  const input = await box.elementHandle({ timeout });
  if (input === null) throw new errors.TimeoutError(`Nothing is there to write into: ${box.toString()}.`);
  await input.waitForElementState('editable', { timeout });
  const kept = await input.evaluate((element, value) => {
    if (!(element instanceof HTMLInputElement)) throw new Error('This is no input box.');
    element.focus();
    element.value = value;
    element.dispatchEvent(new InputEvent('input', { bubbles: true, data: value, inputType: 'insertText' }));
    return element.value;
  }, text);
  if (kept !== text) throw new errors.TimeoutError(`${JSON.stringify(text)} did not stay in its box: ${kept}.`);
}

/**
 * Runs a command from the command palette, by the words a person reads there, for example `Wavegate: Show board`.
 * Throws when no such command shows.
 */
export async function runCommand(page: Page, label: string): Promise<void> {
  const palette = page.locator('.quick-input-widget');
  const row = palette.locator('.monaco-list-row', { hasText: label }).first();
  // Whatever takes the focus closes the palette, and an extension that starts may do so: then open it again.
  await persist(async (timeout) => {
    try {
      await page.keyboard.press('F1');
      await writeInto(palette.locator('input[type="text"]'), `>${label}`, timeout);
      await clickHeard(row, { timeout });
    } catch (error) {
      // A palette that stays open keeps the commands it was opened with.
      await page.keyboard.press('Escape');
      throw error;
    }
  });
}

/** Opens a file of the folder that is open, by its path. Throws when none is listed. */
export async function openFile(page: Page, file: string): Promise<void> {
  const box = page.locator('.quick-input-widget:visible');
  await persist(async (timeout) => {
    await page.keyboard.press('Control+p');
    await writeInto(box.locator('input[type="text"]'), file, timeout);
    await box
      .locator('.monaco-list-row', { hasText: path.basename(file) })
      .first()
      .click({ timeout });
  });
  await page
    .locator('.tab.active', { hasText: path.basename(file) })
    .first()
    .waitFor();
}
