import type { VSCode } from './vscodeTypes.ts';

type Level = 'information' | 'warning' | 'error';

/** Shows a message without waiting until somebody closes it. */
export function notify(vscode: VSCode, level: Level, message: string): void {
  void show(vscode, level, message, []);
}

/** A refusal that repeats what a person wrote, which would be lost with it. @param what `comment`, `note` */
export function withText(refused: string, what: string, text: string): string {
  return text.trim() === '' ? refused : `${refused} The ${what} was: ${text}`;
}

/** Shows a message with buttons. @returns the button pressed, or undefined when the message was closed */
export async function askWhat<Button extends string>(
  vscode: VSCode,
  level: Level,
  message: string,
  buttons: readonly Button[],
): Promise<Button | undefined> {
  return show(vscode, level, message, buttons);
}

/**
 * Asks before something that interrupts work, in a dialog that stays until it is answered: a notification closes by itself.
 *
 * @param question one short sentence
 * @param detail consequences, below the question
 * @returns whether the button was pressed
 */
export async function confirm(vscode: VSCode, question: string, detail: string, button: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

async function show<Button extends string>(
  vscode: VSCode,
  level: Level,
  message: string,
  buttons: readonly Button[],
): Promise<Button | undefined> {
  switch (level) {
    case 'information':
      return vscode.window.showInformationMessage(message, ...buttons);
    case 'warning':
      return vscode.window.showWarningMessage(message, ...buttons);
    case 'error':
      return vscode.window.showErrorMessage(message, ...buttons);
  }
}
