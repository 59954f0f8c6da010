import { errorMessage } from '../../util/errors.ts';
import { readTarget } from './commandTargets.ts';
import type { CommandTarget } from './commandTargets.ts';
import type { KindFor } from './commandTargets.ts';
import type { CommandId } from './contributions.ts';
import { commands } from './contributions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { VSCode } from './vscodeTypes.ts';

/**
 * Handler of a command.
 * @param given the argument as it came, for commands that VS Code hands objects of its own
 */
export type CommandHandler<Id extends CommandId> = (
  target: CommandTarget<KindFor<Id>>,
  given: unknown,
) => Promise<void>;

/** Commands that neither start a program nor touch a run, and so work in a workspace that is not trusted. */
const harmless: readonly CommandId[] = [commands.newPlan, commands.focusGates];

/** Registers commands so that a refusal, an error and a lack of trust each become a message that says what to do. */
export class CommandRegistry {
  readonly #vscode: VSCode;
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode) {
    this.#vscode = vscode;
  }

  register<Id extends CommandId>(id: Id, handler: CommandHandler<Id>): void {
    this.#store.add(
      this.#vscode.commands.registerCommand(id, (given: unknown, selected: unknown) =>
        this.#run(id, handler, given, Array.isArray(selected) ? selected : []),
      ),
    );
  }

  async #run<Id extends CommandId>(
    id: Id,
    handler: CommandHandler<Id>,
    given: unknown,
    selected: readonly unknown[],
  ): Promise<void> {
    if (!this.#vscode.workspace.isTrusted && !harmless.includes(id)) {
      await this.#explainTrust();
      return;
    }
    try {
      await handler(readTarget(this.#vscode, id, given, selected), given);
    } catch (error) {
      void this.#vscode.window.showErrorMessage(errorMessage(error));
    }
  }

  async #explainTrust(): Promise<void> {
    const manage = 'Manage Trust';
    const message = 'Plans run programs, so Wavegate runs nothing in a workspace you do not trust.';
    const choice = await this.#vscode.window.showWarningMessage(message, manage);
    if (choice === manage) await this.#vscode.commands.executeCommand('workbench.trust.manage');
  }

  dispose(): void {
    this.#store.dispose();
  }
}
