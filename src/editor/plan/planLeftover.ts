import type { Uri } from 'vscode';
import type { RunChange } from '../../ports/runService.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { askWhat } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** The part of VS Code's own git extension that is used here; its API has version 1. */
interface GitApi {
  getRepository(uri: Uri): GitRepository | null;
}

interface GitRepository {
  readonly state: { readonly workingTreeChanges: readonly GitChange[]; readonly indexChanges: readonly GitChange[] };
  status(): Promise<void>;
  add(paths: string[]): Promise<void>;
  clean(paths: string[]): Promise<void>;
  commit(message: string): Promise<void>;
}

interface GitChange {
  readonly uri: Uri;
}

const commit = 'Commit Plan';
const takeBack = 'Take Back';
const show = 'Show Changes';

/** Offers to clean up a plan file that the run has changed, once the run is over: the next run starts from a clean checkout. */
export class PlanLeftover {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange((change) => void this.#follow(change)));
  }

  async #follow({ events, state }: RunChange): Promise<void> {
    const isOver = events.some(({ type }) => type === 'shipped' || type === 'run-stopped');
    const file = this.#run.planFile;
    // Only a revision that was approved in the run is written by Wavegate; an edit since is the person's own.
    const approvedLast = state !== undefined && state.revisions.length > 1 && state.edit === undefined;
    if (!isOver || file === undefined || !approvedLast) return;
    const uri = this.#vscode.Uri.file(file);
    const repository = await this.#repositoryOf(uri);
    if (repository === undefined) return;
    await repository.status();
    if (!repository.state.workingTreeChanges.some((change) => change.uri.fsPath === file)) return;
    const text = `${state.plan.file} has the approved revision ${state.plan.revision} of the plan, which is not committed in your checkout.`;
    const choice = await askWhat(this.#vscode, 'information', text, [commit, takeBack, show]);
    if (choice === takeBack) await repository.clean([file]);
    if (choice === show) await this.#vscode.commands.executeCommand('workbench.view.scm');
    if (choice === commit) await this.#commit(repository, file, `Plan: revision ${state.plan.revision} as approved`);
  }

  /** Files that the person has staged are theirs to commit. */
  async #commit(repository: GitRepository, file: string, message: string): Promise<void> {
    if (repository.state.indexChanges.length > 0) {
      await this.#vscode.commands.executeCommand('workbench.view.scm');
      return;
    }
    await repository.add([file]);
    await repository.commit(message);
  }

  async #repositoryOf(uri: Uri): Promise<GitRepository | undefined> {
    const extension = this.#vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    const git = await extension?.activate();
    return git?.getAPI(1).getRepository(uri) ?? undefined;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
