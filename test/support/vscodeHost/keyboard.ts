import type { Locator, Page } from 'playwright-core';
import { persist } from './workbench.ts';

/** A person without a mouse: what they press and type, and what they wait to see before they go on. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses keys one after the other, for example `Control+k`, `g`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Runs a command from the command palette by the words a person reads there; throws when none such is offered. */
  async command(label: string): Promise<void> {
    const box = this.#page.locator('.quick-input-widget:visible');
    await persist(async (timeout) => {
      await this.press('Escape', 'F1');
      await box.locator('input[type="text"]').waitFor({ timeout });
      await this.type(label);
      await box.locator('.monaco-list-row.focused', { hasText: label }).waitFor({ timeout });
    });
    await this.press('Enter');
    // A command that asks something shows the same box again, with another question.
    await this.#page.locator('.quick-input-widget:visible input[aria-label*="Type the name of a command"]').waitFor({
      state: 'hidden',
    });
  }

  /** Presses keys until they lead to a question: a key that comes before what it acts on has the focus is lost. */
  async ask(question: string, ...keys: readonly string[]): Promise<void> {
    await persist(async (timeout) => {
      await this.press(...keys);
      await this.#asks(question).waitFor({ timeout });
    });
  }

  /** Types an answer into an input box, once it asks. */
  async answer(question: string, text = ''): Promise<void> {
    const box = this.#asks(question);
    await box.waitFor();
    await this.type(text);
    await this.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Picks the first entry with these words from a list, by typing them. */
  async pick(question: string, words: string): Promise<void> {
    const box = this.#asks(question);
    await box.waitFor();
    await this.type(words);
    await box.locator('.monaco-list-row.focused', { hasText: words }).waitFor();
    await this.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Role and name of the element that has the focus, as a screen reader says them, and those of the row in it. */
  async focused(): Promise<string> {
    return this.#page.evaluate(() => {
      const name = (element: Element | null | undefined): string =>
        element === null || element === undefined
          ? ''
          : `${element.getAttribute('role') ?? element.localName} "${element.getAttribute('aria-label') ?? ''}"`;
      const { activeElement } = document;
      return [name(activeElement), name(activeElement?.querySelector('.monaco-list-row.focused'))].join(' ').trim();
    });
  }

  #asks(question: string): Locator {
    const box = this.#page.locator('.quick-input-widget:visible');
    return box
      .filter({ hasText: question })
      .or(box.filter({ has: this.#page.locator(`input[placeholder*="${question}"]`) }));
  }
}
