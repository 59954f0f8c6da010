import type { CodeLens, CodeLensProvider, EventEmitter, TextDocument } from 'vscode';
import { isOver } from '../../core/model/isOver.ts';
import { planLanguage } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { planLenses } from './planLenses.ts';

/** Draws the lenses of plan files; an untrusted workspace has none, because it runs nothing. */
export class PlanLensProvider implements CodeLensProvider {
  readonly onDidChangeCodeLenses;
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<void>;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#changed = this.#store.add(new vscode.EventEmitter<void>());
    this.onDidChangeCodeLenses = this.#changed.event;
    this.#store.add(run.onDidChange(() => this.#changed.fire()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#store.add(vscode.languages.registerCodeLensProvider({ language: planLanguage, scheme: 'file' }, this));
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!this.#vscode.workspace.isTrusted) return [];
    const snapshot = this.#run.snapshot;
    const own = this.#run.isPlanOfRun(document.uri.fsPath) ? snapshot : undefined;
    const busy = snapshot !== undefined && !isOver(snapshot.activity);
    return planLenses(document.getText(), own, busy).map((lens) => {
      const range = new this.#vscode.Range(lens.line, 0, lens.line, 0);
      const target = lens.subject === undefined ? document.uri : { subject: lens.subject };
      return new this.#vscode.CodeLens(range, {
        title: lens.title,
        command: lens.command ?? '',
        arguments: [target],
      });
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
