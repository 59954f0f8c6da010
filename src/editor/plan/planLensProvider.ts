import type { CodeLens, CodeLensProvider, EventEmitter, TextDocument } from 'vscode';
import { isOver } from '../../core/model/isOver.ts';
import { planLanguage } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { planLenses } from './planLenses.ts';
import type { PlanLens } from './planLenses.ts';

/** Draws the lenses of plan files; an untrusted workspace has none, because it runs nothing. */
export class PlanLensProvider implements CodeLensProvider {
  readonly onDidChangeCodeLenses;
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<void>;
  /** Lenses each document was given last, as JSON. */
  readonly #given = new WeakMap<TextDocument, string>();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#changed = this.#store.add(new vscode.EventEmitter<void>());
    this.onDidChangeCodeLenses = this.#changed.event;
    this.#store.add(run.onDidChange(() => this.#refresh()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#store.add(vscode.languages.registerCodeLensProvider({ language: planLanguage, scheme: 'file' }, this));
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!this.#vscode.workspace.isTrusted) return [];
    const lenses = this.#lensesOf(document);
    this.#given.set(document, JSON.stringify(lenses));
    return lenses.map((lens) => {
      const range = new this.#vscode.Range(lens.line, 0, lens.line, 0);
      const target = lens.subject === undefined ? document.uri : { subject: lens.subject };
      return new this.#vscode.CodeLens(range, {
        title: lens.title,
        command: lens.command ?? '',
        arguments: [target],
      });
    });
  }

  /**
   * Redraws the lenses when one of them differs. A run reports many changes a second while agents work, and a click is lost when
   * its lens is redrawn between press and release of the mouse button.
   */
  #refresh(): void {
    const differs = this.#vscode.workspace.textDocuments.some((document) => {
      const given = this.#given.get(document);
      return given !== undefined && given !== JSON.stringify(this.#lensesOf(document));
    });
    if (differs) this.#changed.fire();
  }

  #lensesOf(document: TextDocument): readonly PlanLens[] {
    const snapshot = this.#run.snapshot;
    const own = this.#run.isPlanOfRun(document.uri.fsPath) ? snapshot : undefined;
    const busy = snapshot !== undefined && !isOver(snapshot.activity);
    return planLenses(document.getText(), own, busy);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
