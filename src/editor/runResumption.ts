import type { Memento } from 'vscode';
import { isOver } from '../core/model/isOver.ts';
import { errorMessage } from '../util/errors.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import { notify } from './shared/messages.ts';
import type { RunConnection } from './shared/runConnection.ts';
import type { VSCode } from './shared/vscodeTypes.ts';
import { workspaceFolders } from './shared/workspaceFolders.ts';

const memoryKey = 'wavegate.unfinishedRun';

/**
 * Goes on with the run that was open when the window was reloaded, closed or killed. The workspace remembers only that
 * there is one, so that a start without one loads nothing; a view that is looked at makes sure.
 */
export class RunResumption {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #memory: Memento;
  readonly #store = new DisposableStore();
  #tried: Promise<void> | undefined;

  constructor(vscode: VSCode, run: RunConnection, memory: Memento) {
    this.#vscode = vscode;
    this.#run = run;
    this.#memory = memory;
    this.#store.add(run.onDidChange(() => this.#remember()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.resume()));
    // The window that drove a run may have been closed meanwhile; who looks at this one wants to go on in it.
    this.#store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.#claim()));
    if (memory.get<string>(memoryKey) !== undefined) void this.resume();
  }

  /** Looks for an unfinished run of the open folders, once; does nothing where the workspace is not trusted. */
  resume(): Promise<void> {
    if (!this.#vscode.workspace.isTrusted) return Promise.resolve();
    this.#tried ??= this.#resume();
    return this.#tried;
  }

  async #resume(): Promise<void> {
    try {
      const service = await this.#run.service();
      if (service.state() === undefined) await service.resume(workspaceFolders(this.#vscode));
      const elsewhere = service.drivenElsewhere();
      if (elsewhere !== undefined) notify(this.#vscode, 'information', `This window only shows the run. ${elsewhere}`);
    } catch (error) {
      const reason = errorMessage(error);
      notify(this.#vscode, 'warning', `The unfinished run could not be opened. ${reason}`);
    }
  }

  async #claim(): Promise<void> {
    try {
      await this.#run.claim();
    } catch (error) {
      const reason = errorMessage(error);
      notify(this.#vscode, 'warning', `The run that this window shows could not be opened. ${reason}`);
    }
  }

  async #remember(): Promise<void> {
    const { snapshot } = this.#run;
    if (snapshot === undefined) return;
    const over = isOver(snapshot.activity);
    const value = over ? undefined : snapshot.run;
    if (this.#memory.get<string>(memoryKey) !== value) await this.#memory.update(memoryKey, value);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
