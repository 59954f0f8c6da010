import type { CodeAction, CodeActionProvider, Range, TextDocument } from 'vscode';
import type { BoardFinding } from '../../core/model/boardModel.ts';
import type { CommandId } from '../shared/contributions.ts';
import { commands, documentScheme } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import { shortTitle } from '../tree/shortTitle.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { FindingPlaces } from './findingPlaces.ts';

/** Quick fixes at the lines that findings cite: putting a finding into a task of the plan, or drafting tasks for it. */
export class FindingActions implements CodeActionProvider {
  readonly #vscode: VSCode;
  readonly #places: FindingPlaces;
  readonly #registration: { dispose(): void };

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#places = new FindingPlaces(vscode, run);
    this.#registration = vscode.languages.registerCodeActionsProvider(
      [{ scheme: 'file' }, { scheme: documentScheme }],
      this,
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    );
  }

  /** Findings that somebody has marked out or deferred need no task, nor do those of validators that are fixed or decided. */
  async provideCodeActions(document: TextDocument, { start, end }: Range): Promise<CodeAction[]> {
    if (!this.#vscode.workspace.isTrusted) return [];
    return (await this.#places.of(document))
      .filter(({ line }) => line - 1 >= start.line && line - 1 <= end.line)
      .filter(({ finding }) => needsTask(finding))
      .flatMap(({ finding }) => [
        this.#action(`Cover ${named(finding)} in a task…`, commands.coverFinding, finding),
        this.#action(`Draft tasks for ${named(finding)}`, commands.draftForFindings, finding),
      ]);
  }

  #action(title: string, command: CommandId, finding: BoardFinding): CodeAction {
    const { CodeAction, CodeActionKind } = this.#vscode;
    const action = new CodeAction(title, CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [{ subject: { kind: 'finding', finding: finding.id } }] };
    return action;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** The audit's stay to be covered once its triage is closed: the plan is still being written then. */
function needsTask({ open, source, triage }: BoardFinding): boolean {
  return (triage === undefined || triage === 'in') && (open || source === 'audit');
}

/** Longest title in a menu, in characters. */
const titleRoom = 50;

function named({ id, title }: BoardFinding): string {
  return `finding ${id} (${shortTitle(title, titleRoom)})`;
}
