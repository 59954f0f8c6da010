import type { Locator, Page } from 'playwright-core';
import { patience } from '../until.ts';
import { clickHeard, persist, runCommand, writeInto } from './workbench.ts';

/** Views of the sidebar, by the titles a person reads. */
export type ViewTitle = 'Gates' | 'Sessions' | 'Findings' | 'Runs' | 'History';

/** How long something of a run may take until it shows, in milliseconds: agents work and whole test suites run. */
const runLimit = 300_000;

/** Wavegate's part of the window, as a person uses it: by what is written there. */
export class WavegateWindow {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  view(title: ViewTitle): Locator {
    return this.#page.locator('.pane', { has: this.#page.locator('.pane-header', { hasText: title }) });
  }

  /** An item of a view. When its row sticks to the top of a long list, the one on top is meant. */
  item(view: ViewTitle, text: string | RegExp): Locator {
    return this.view(view).locator('.monaco-list-row', { hasText: text }).last();
  }

  /** Waits until an item shows, for as long as a step of a run may take. */
  async waitFor(view: ViewTitle, text: string | RegExp): Promise<void> {
    await this.item(view, text).waitFor({ timeout: runLimit });
  }

  /** Presses one of the buttons an item shows under the mouse. */
  async press(view: ViewTitle, text: string | RegExp, button: string): Promise<void> {
    const item = this.item(view, text);
    const label = item.locator(`.action-label[aria-label*="${button}"]`).first();
    await item.waitFor();
    // A tree that is drawn again may put another item under the mouse, and only the one there shows its buttons. A click
    // between two drawings is lost, so the row has to keep still; one that tells the time may never do so on a slow machine.
    let tries = 0;
    await persist(async (timeout) => {
      tries += 1;
      await item.hover({ timeout });
      await clickHeard(label, { timeout, force: tries > 3 });
    });
  }

  /** Folds every item of a view. */
  async fold(view: ViewTitle): Promise<void> {
    const pane = this.view(view);
    await persist(async (timeout) => {
      await pane.locator('.pane-header').hover({ timeout });
      await pane.locator('.action-label[aria-label*="Collapse All"]').click({ timeout });
    });
  }

  /** A line above a line of the plan. */
  lens(text: string | RegExp): Locator {
    return this.#page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /**
   * Clicks a line above a line of the plan. VS Code draws a line it remembers without its link, and where the window is slow to
   * show it, makes it one only once the text is scrolled.
   */
  async pressLens(text: string | RegExp): Promise<void> {
    const drawn = this.#page.locator('.codelens-decoration', { hasText: text }).first();
    await drawn.waitFor();
    await persist(async (timeout) => {
      try {
        await clickHeard(this.lens(text), { timeout, heard: 'mouseup' });
      } catch (error) {
        await drawn.hover({ timeout });
        await this.#page.mouse.wheel(0, 20);
        await this.#page.mouse.wheel(0, -20);
        throw error;
      }
    });
  }

  /** Clicks an item, which opens what it is about. */
  async open(view: ViewTitle, text: string | RegExp): Promise<void> {
    await this.item(view, text).waitFor();
    await persist((timeout) => clickHeard(this.item(view, text), { timeout }));
  }

  statusBar(text: string | RegExp): Locator {
    return this.#page.locator('.statusbar-item', { hasText: text });
  }

  /** Waits until the icon of the sidebar shows this number, or none. */
  async badge(number: number | undefined): Promise<void> {
    // Other icons have badges too: source control counts the files that differ.
    const icon = '.activitybar .action-item:is([aria-label*="Wavegate"], :has([aria-label*="Wavegate"]))';
    const badge = this.#page.locator(`${icon} .badge-content:visible`);
    const shown = badge.filter({ hasText: number === undefined ? /^\d+$/ : new RegExp(`^${number}$`) }).first();
    await shown.waitFor({ state: number === undefined ? 'hidden' : 'visible' });
  }

  /** Answers an input box, and waits until the window has taken the answer: a list opened before that would dismiss it. */
  async answer(question: string, text: string): Promise<void> {
    const box = this.#quickInput(question);
    const line = box.locator('input:is([type="text"], [type="password"])');
    await writeInto(line, text, patience);
    await line.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Picks an entry of a list of choices. */
  async choose(question: string, entry: string | RegExp): Promise<void> {
    const box = this.#quickInput(question);
    await box.waitFor();
    // What is under the mouse shows all of its words, above the entries beside it.
    await this.#page.mouse.move(0, 0);
    const row = box.locator('.monaco-list-row', { hasText: entry }).first();
    await row.waitFor();
    await persist((timeout) => clickHeard(row, { timeout }));
    await box.waitFor({ state: 'hidden' });
  }

  /** A button at the right of the editor's tabs. */
  editorButton(label: string): Locator {
    return this.#page.locator(`.editor-actions .action-label[aria-label*="${label}"]`).first();
  }

  /**
   * Waits until a message is listed in VS Code's notification centre and leaves that open. At the corner of the window it
   * shows for some seconds only, or not at all while others do.
   */
  async notified(text: string | RegExp): Promise<void> {
    const centre = this.#page.locator('.notifications-center.visible');
    const listed = centre.locator('.notification-list-item', { hasText: text }).first();
    // An empty centre does not open, and one loses its focus to whatever else happens.
    await persist(async (timeout) => {
      if (!(await listed.isVisible())) await runCommand(this.#page, 'Notifications: Show Notifications');
      await listed.waitFor({ timeout });
    });
  }

  /** Presses a button of a dialog, once it asks. */
  async confirm(question: string | RegExp, button: string): Promise<void> {
    const dialog = this.#page.locator('.monaco-dialog-box', { hasText: question });
    const pressed = dialog.locator('.monaco-button', { hasText: button });
    await pressed.waitFor();
    await persist((timeout) => clickHeard(pressed, { timeout }));
    await dialog.waitFor({ state: 'hidden' });
  }

  activeTab(): Locator {
    return this.#page.locator('.tab.active').first();
  }

  /** The box of questions at the top, while it asks this one: in its title, below its line, or in the empty line. */
  #quickInput(question: string): Locator {
    const box = this.#page.locator('.quick-input-widget:visible');
    const inLine = this.#page.locator(`input[placeholder*="${question}"]`);
    return box.filter({ hasText: question }).or(box.filter({ has: inLine }));
  }
}
