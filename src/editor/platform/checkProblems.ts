import type { Diagnostic, DiagnosticCollection, Uri } from 'vscode';
import { checkHistory } from '../../core/views/checkHistory.ts';
import type { CheckResult } from '../../core/views/checkHistory.ts';
import { failingLine } from '../../core/words/failingLine.ts';
import { problemLines } from '../../core/words/problemLines.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

interface Problem {
  readonly file: string;
  /** Counts from 1, and so does the column. */
  readonly line: number;
  readonly column: number;
  readonly isWarning: boolean;
  readonly message: string;
  readonly source: string;
}

/**
 * Failures of the last checkpoint in the Problems view, while a person has to choose how the run goes on. The
 * files are those that were checked: the lines in the checkout may be others.
 */
export class CheckProblems {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;
  readonly #store = new DisposableStore();
  #collection: DiagnosticCollection | undefined;
  #shown = '';

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
    this.#store.add(run.onDidChange(() => void this.#draw()));
  }

  async #draw(): Promise<void> {
    const { state, events, snapshot } = this.#run;
    const waits = snapshot?.adaptation !== undefined && snapshot.adaptation.proposal === undefined;
    const last = waits && state !== undefined ? checkHistory(state, events).at(-1) : undefined;
    const id = last === undefined ? '' : `${state?.run} ${last.id}`;
    if (id === this.#shown) return;
    this.#shown = id;
    this.#collection?.clear();
    if (last === undefined) return;
    const problems = await this.#problems(last.checks, last.commit);
    if (this.#shown !== id || problems.length === 0) return;
    this.#collection ??= this.#store.add(this.#vscode.languages.createDiagnosticCollection('wavegate checks'));
    for (const file of new Set(problems.map((problem) => problem.file))) {
      const found = problems.filter((problem) => problem.file === file);
      this.#collection.set(
        this.#uri(file, last.commit),
        found.map((problem) => this.#diagnostic(problem)),
      );
    }
  }

  async #problems(checks: readonly CheckResult[], commit: string): Promise<readonly Problem[]> {
    const service = await this.#run.service();
    const texts = new Map<string, string | undefined>();
    const textOf = async (file: string): Promise<string | undefined> => {
      if (!texts.has(file)) texts.set(file, await service.fileAt(commit, file).catch(() => undefined));
      return texts.get(file);
    };
    const found: Problem[] = [];
    for (const { title, run } of checks.filter(({ red }) => red)) {
      for (const { name, file, excerpt } of run.failed) {
        const text = file === undefined ? undefined : await textOf(file);
        if (file === undefined || text === undefined) continue;
        const line = failingLine(text, name, file, excerpt);
        const message = `${name}\n${excerpt}`.trimEnd();
        found.push({ file, line, column: 1, isWarning: false, message, source: title });
      }
      for (const { severity, ...printed } of problemLines(run.tail)) {
        if ((await textOf(printed.file)) === undefined) continue;
        found.push({ ...printed, isWarning: severity === 'warning', source: title });
      }
    }
    return found;
  }

  #diagnostic({ line, column, isWarning, message, source }: Problem): Diagnostic {
    const { Diagnostic, DiagnosticSeverity, Range } = this.#vscode;
    const range = new Range(line - 1, column - 1, line - 1, column - 1);
    const severity = isWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
    const diagnostic = new Diagnostic(range, message, severity);
    diagnostic.source = `Wavegate: ${source}`;
    return diagnostic;
  }

  #uri(path: string, commit: string): Uri {
    return this.#documents.uri({ kind: 'commit', path, commit });
  }

  dispose(): void {
    this.#shown = '';
    this.#store.dispose();
  }
}
