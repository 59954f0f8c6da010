import type { QuickPickItem } from 'vscode';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Position of a question in a row of questions. Counts from 1. */
export interface Step {
  readonly title: string;
  readonly step: number;
  readonly of: number;
}

/** A choice and what it stands for. */
export interface Option<T> extends QuickPickItem {
  readonly value: T;
}

/** Lets the person choose one of several. @returns undefined when they left without choosing */
export async function askChoice<T>(
  vscode: VSCode,
  step: Step,
  placeholder: string,
  options: readonly Option<T>[],
): Promise<T | undefined> {
  const picked = await vscode.window.showQuickPick(options, {
    title: titleOf(step),
    placeHolder: placeholder,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.value;
}

/** Lets the person choose any number. @returns the values chosen; undefined when they left without choosing */
export async function askSeveral<T>(
  vscode: VSCode,
  step: Step,
  placeholder: string,
  options: readonly Option<T>[],
): Promise<readonly T[] | undefined> {
  const picked = await vscode.window.showQuickPick(options, {
    title: titleOf(step),
    placeHolder: placeholder,
    ignoreFocusOut: true,
    matchOnDescription: true,
    canPickMany: true,
  });
  return picked?.map(({ value }) => value);
}

/**
 * Asks for a text.
 * @param options.required what to say while the text is empty; without it, empty is an answer
 * @param options.value text to begin with
 * @returns undefined when the person left without answering
 */
export async function askText(
  vscode: VSCode,
  step: Step,
  prompt: string,
  { required, value }: { readonly required?: string; readonly value?: string } = {},
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: titleOf(step),
    prompt,
    ignoreFocusOut: true,
    ...(value !== undefined && { value }),
    validateInput: (typed) => (required !== undefined && typed.trim() === '' ? required : undefined),
  });
  return text?.trim();
}

/** Complaint about a missing reason. */
export const reasonWanted = 'Enter a reason (kept in the record).';

function titleOf({ title, step, of }: Step): string {
  return of === 1 ? title : `${title} (${step} of ${of})`;
}
