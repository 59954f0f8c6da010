import type { VSCode } from './vscodeTypes.ts';

type Level = 'information' | 'warning' | 'error';

/** Shows a message without waiting until somebody closes it. */
export function tell(vscode: VSCode, level: Level, message: string): void {
  void show(vscode, level, message, []);
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
