import { errorMessage } from '../../util/errors.ts';
import type { CommandId } from './contributions.ts';
import { commands } from './contributions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { VSCode } from './vscodeTypes.ts';

/** Handler of a command. `target` is whatever VS Code or another extension hands over; see subjectOf. */
export type CommandHandler = (target: unknown) => Promise<void>;

/** Commands that neither start a program nor touch a run, and so work in a workspace that is not trusted. */
const harmless: readonly CommandId[] = [commands.newPlan, commands.focusGates];

/** Registers commands so that a refusal, an error and a lack of trust each become a message that says what to do. */
export class CommandRegistry {
  readonly #vscode: VSCode;
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode) {
    this.#vscode = vscode;
  }

  register(id: CommandId, handler: CommandHandler): void {
    this.#store.add(this.#vscode.commands.registerCommand(id, (target: unknown) => this.#run(id, handler, target)));
  }

  async #run(id: CommandId, handler: CommandHandler, target: unknown): Promise<void> {
    if (!this.#vscode.workspace.isTrusted && !harmless.includes(id)) {
      await this.#explainTrust();
      return;
    }
    try {
      await handler(target);
    } catch (error) {
      void this.#vscode.window.showErrorMessage(errorMessage(error));
    }
  }

  async #explainTrust(): Promise<void> {
    const manage = 'Manage Trust';
    const message = 'Wavegate starts the programs a plan names, so it runs nothing in a workspace you do not trust.';
    const choice = await this.#vscode.window.showWarningMessage(message, manage);
    if (choice === manage) await this.#vscode.commands.executeCommand('workbench.trust.manage');
  }

  dispose(): void {
    this.#store.dispose();
  }
}
