import type { FileSystemWatcher } from 'vscode';
import type { RunState } from '../../core/model/state.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/**
 * Keeps the person's plan file and the run in step, both ways: saved edits are reported to the run, and an approved
 * revision is written to the file, unless the person has changed it meanwhile.
 */
export class PlanFileSync {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  #watched: { readonly file: string; readonly watcher: FileSystemWatcher } | undefined;
  /** Hash of the revision that was last written, or that was reported to the person. */
  #handled: string | undefined;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange(() => this.#follow()));
    // Told at once, and also where files cannot be watched.
    this.#store.add(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => run.isPlanOfRun(uri.fsPath) && this.#changed()),
    );
  }

  async #follow(): Promise<void> {
    const file = this.#run.planFile;
    const { state } = this.#run;
    this.#watch(file);
    if (file === undefined || state === undefined) return;
    // Whoever drives the run keeps the file in step.
    if (this.#run.drivenElsewhere !== undefined) return;
    // Whatever the person changed, layout included, is never overwritten.
    if (state.edit !== undefined || state.synced === state.plan.hash || this.#handled === state.plan.hash) return;
    this.#handled = state.plan.hash;
    await this.#write(file, state);
  }

  #watch(file: string | undefined): void {
    if (this.#watched?.file === file) return;
    this.#watched?.watcher.dispose();
    this.#watched = undefined;
    if (file === undefined) return;
    const { Uri, RelativePattern, workspace } = this.#vscode;
    const uri = Uri.file(file);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), escapeGlob(name)));
    const changed = (): Promise<void> => this.#changed();
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    this.#watched = { file, watcher };
  }

  async #changed(): Promise<void> {
    (await this.#run.service()).planOnDiskChanged();
  }

  async #write(file: string, state: RunState): Promise<void> {
    const { Range, Uri, WorkspaceEdit, workspace } = this.#vscode;
    const document = await workspace.openTextDocument(Uri.file(file));
    const text = document.getText();
    if (text !== state.syncedSource) {
      notify(
        this.#vscode,
        'warning',
        `Revision ${state.plan.revision} of the plan is in force, but ${state.plan.file} holds changes of yours, so it was left as it is. ` +
          '"Wavegate: Show Plan Change" and the board show the revision.',
      );
      return;
    }
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(0), document.positionAt(text.length)), state.plan.source);
    if ((await workspace.applyEdit(edit)) && (await document.save())) return;
    notify(
      this.#vscode,
      'warning',
      `${state.plan.file} could not be written. The run continues with revision ${state.plan.revision}.`,
    );
  }

  dispose(): void {
    this.#watched?.watcher.dispose();
    this.#store.dispose();
  }
}

function escapeGlob(name: string): string {
  return name.replace(/[*?{}[\]]/g, '[$&]');
}
