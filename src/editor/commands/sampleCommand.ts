import type { Memento, Uri } from 'vscode';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { askWhat } from '../shared/messages.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Name of the folder that the sample is made in; the window that opens on it knows the sample by it. */
const sampleFolder = 'wavegate-sample';
const samplePlan = 'packhorse.waveplan.yaml';
const memoryKey = 'wavegate.sampleShown';

const again = 'Choose Another Folder';
const openIt = 'Open It';

/** Makes a copy of the sample repository where the person wants it, and opens it in a window of its own. */
export class SampleCommand {
  readonly #vscode: VSCode;
  readonly #program: string;
  readonly #memory: Memento;

  /**
   * @param program absolute path of the script that makes the sample
   * @param memory what is kept of the workspace
   */
  constructor(vscode: VSCode, program: string, memory: Memento) {
    this.#vscode = vscode;
    this.#program = program;
    this.#memory = memory;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.trySample, () => this.#try());
  }

  /** Shows the plan and the gates the first time that a window is open on the sample: nothing else there says how to begin. */
  async showFirst(): Promise<void> {
    const { Uri, workspace, window, commands: editor } = this.#vscode;
    const [folder, ...more] = workspace.workspaceFolders ?? [];
    if (folder === undefined || more.length > 0 || !folder.uri.path.endsWith(`/${sampleFolder}`)) return;
    if (this.#memory.get(memoryKey, false)) return;
    await this.#memory.update(memoryKey, true);
    const plan = Uri.joinPath(folder.uri, samplePlan);
    if (!(await this.#isThere(plan))) return;
    await editor.executeCommand(commands.focusGates);
    await window.showTextDocument(await workspace.openTextDocument(plan), { preview: false });
  }

  async #try(): Promise<void> {
    const { Uri, window, workspace, commands: editor } = this.#vscode;
    const [own] = workspace.workspaceFolders ?? [];
    const [parent] =
      (await window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        // Beside what is open: in it, git would list the sample among the person's changes.
        ...(own === undefined ? {} : { defaultUri: Uri.joinPath(own.uri, '..') }),
        openLabel: 'Make the Sample Here',
        title: 'Folder in which the sample repository is made',
      })) ?? [];
    if (parent === undefined) return;
    const folder = Uri.joinPath(parent, sampleFolder);
    if (workspace.getWorkspaceFolder(folder) !== undefined) {
      const why = `${parent.fsPath} is in the folder that is open, and git would list the sample among your changes.`;
      return this.#offer(folder, why, [again]);
    }
    if (await this.#isThere(Uri.joinPath(folder, samplePlan))) {
      return this.#offer(folder, `There is a sample in ${folder.fsPath} already.`, [openIt, again]);
    }
    if ((await this.#make(folder)) === 0)
      await editor.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
    else {
      const text = `The sample could not be made in ${folder.fsPath}. It needs git 2.38 and a place where no such folder is yet.`;
      await this.#offer(folder, text, [again]);
    }
  }

  async #offer(folder: Uri, why: string, buttons: readonly string[]): Promise<void> {
    const chosen = await askWhat(this.#vscode, 'warning', why, buttons);
    if (chosen === again) await this.#try();
    if (chosen === openIt) {
      await this.#vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
    }
  }

  /** @returns exit code of the script; undefined where the person closed its terminal */
  #make(folder: Uri): Promise<number | undefined> {
    const { window } = this.#vscode;
    const terminal = window.createTerminal({
      name: 'Wavegate sample',
      shellPath: process.execPath,
      shellArgs: [this.#program, folder.fsPath, '--goal'],
      // On the desktop this program is VS Code itself, which is Node only when told so.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      isTransient: true,
    });
    return new Promise((resolve) => {
      const closed = window.onDidCloseTerminal((ended) => {
        if (ended !== terminal) return;
        closed.dispose();
        resolve(ended.exitStatus?.code);
      });
    });
  }

  async #isThere(uri: Uri): Promise<boolean> {
    return this.#vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
  }
}
