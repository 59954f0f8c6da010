import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Makes a copy of the sample repository where the person wants it, and opens it in a window of its own. */
export class SampleCommand {
  readonly #vscode: VSCode;
  readonly #program: string;

  /** @param program absolute path of the script that makes the sample */
  constructor(vscode: VSCode, program: string) {
    this.#vscode = vscode;
    this.#program = program;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.trySample, () => this.#try());
  }

  async #try(): Promise<void> {
    const { Uri, window, commands: editor } = this.#vscode;
    const [parent] =
      (await window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        openLabel: 'Make the Sample Here',
        title: 'Folder in which the sample repository is made',
      })) ?? [];
    if (parent === undefined) return;
    const folder = Uri.joinPath(parent, 'wavegate-sample');
    const terminal = window.createTerminal({
      name: 'Wavegate sample',
      shellPath: process.execPath,
      shellArgs: [this.#program, folder.fsPath, '--goal'],
      // On the desktop this program is VS Code itself, which is Node only when told so.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      isTransient: true,
    });
    const code = await new Promise<number | undefined>((resolve) => {
      const closed = window.onDidCloseTerminal((ended) => {
        if (ended !== terminal) return;
        closed.dispose();
        resolve(ended.exitStatus?.code);
      });
    });
    if (code === 0) await editor.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
    else {
      const text = `The sample could not be made in ${folder.fsPath}. It needs git 2.38 and a place where no such folder is yet: choose another one.`;
      notify(this.#vscode, 'warning', text);
    }
  }
}
