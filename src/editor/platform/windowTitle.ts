import { titleContext } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Name of the variable that `window.title` may contain as `${wavegate}`. */
const variable = 'wavegate';

/** The state of the run as a variable of VS Code's window title: it is seen there when the window is behind others. */
export class WindowTitle {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  #told: string | undefined;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange(() => void this.#tell()));
  }

  async #tell(): Promise<void> {
    const text = this.#run.snapshot?.headline ?? '';
    if (text === this.#told) return;
    const isFirst = this.#told === undefined;
    this.#told = text;
    const { commands } = this.#vscode;
    await commands.executeCommand('setContext', titleContext, text);
    if (isFirst) await commands.executeCommand('registerWindowTitleVariable', variable, titleContext);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
