import path from 'node:path';
import type { Uri } from 'vscode';
import type { OfferedPlan } from '../../ports/runService.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands, planLanguage } from '../shared/contributions.ts';
import { askWhat, tell } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askText } from './ask.ts';

/** Goal of a person, and the file the plan is to be in. */
interface Wanted {
  readonly plan: Uri;
  readonly goal: string;
  readonly from?: string;
}

/** Has an agent draft a plan from a goal, a selection or a Markdown file, and shows it beside the plan as it is. */
export class DraftPlanCommand {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.draftPlan, () => this.#draft());
  }

  async #draft(): Promise<void> {
    const wanted = await this.#wanted();
    if (wanted === undefined) return;
    const { plan, goal, from } = wanted;
    const service = await this.#run.service();
    const offered = await this.#vscode.window.withProgress(
      { location: this.#vscode.ProgressLocation.Notification, title: 'Wavegate: drafting a plan', cancellable: true },
      (progress, token) => {
        const ended = new AbortController();
        token.onCancellationRequested(() => ended.abort());
        const wish = { planPath: plan.fsPath, goal, ...(from !== undefined && { from }) };
        return service.draftPlan(wish, (message) => progress.report({ message }), ended.signal);
      },
    );
    if ('failed' in offered) tell(this.#vscode, 'warning', offered.failed);
    else await this.#offer(plan, offered);
  }

  /** Shows the draft as a difference that can be edited, hunk by hunk, and takes it only when the person says so. */
  async #offer(plan: Uri, offered: OfferedPlan): Promise<void> {
    const { commands: editor, Uri: uris } = this.#vscode;
    const name = path.posix.basename(plan.path);
    const draft = uris.file(offered.kept);
    const exists = offered.before !== '';
    const left = exists ? plan : this.#documents.uri({ kind: 'empty', path: name });
    await editor.executeCommand('vscode.diff', left, draft, `${name} ↔ draft`);
    const { wrong, notes, summary } = offered;
    const open = wrong.length === 0 ? '' : ` Still wrong: ${wrong.slice(0, 3).join(' ')}`;
    const text = `${summary}${open} ${notes.join(' ')} Edit the draft on the right, or take hunks back; nothing is approved by taking it.`;
    if ((await askWhat(this.#vscode, wrong.length === 0 ? 'information' : 'warning', text, [take])) === take) {
      await this.#take(plan, draft, offered.before);
    }
  }

  async #take(plan: Uri, draft: Uri, before: string): Promise<void> {
    const { workspace, window, Range, WorkspaceEdit } = this.#vscode;
    const text = (await workspace.openTextDocument(draft)).getText();
    const edit = new WorkspaceEdit();
    if (before === '') edit.createFile(plan, { contents: new TextEncoder().encode(text) });
    else {
      const document = await workspace.openTextDocument(plan);
      if (document.getText() !== before) {
        const changed = `${workspace.asRelativePath(plan)} was changed since the draft was asked for, so it is not overwritten. The draft is kept in ${draft.fsPath}.`;
        tell(this.#vscode, 'warning', changed);
        return;
      }
      edit.replace(plan, new Range(document.positionAt(0), document.positionAt(before.length)), text);
    }
    if (!(await workspace.applyEdit(edit))) {
      const kept = `${workspace.asRelativePath(plan)} could not be written, or is there already. The draft is kept in ${draft.fsPath}.`;
      tell(this.#vscode, 'warning', kept);
      return;
    }
    const document = await workspace.openTextDocument(plan);
    await document.save();
    await window.showTextDocument(document);
  }

  /** The plan that is open, or a new one; the selection, the Markdown file that is open, or a goal in words. */
  async #wanted(): Promise<Wanted | undefined> {
    const { window, workspace, Uri: uris } = this.#vscode;
    const active = window.activeTextEditor;
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      tell(this.#vscode, 'information', 'Open the folder of a git repository first: a plan belongs to one.');
      return undefined;
    }
    const isPlan = active?.document.languageId === planLanguage;
    if (isPlan && active.document.isDirty) await active.document.save();
    const selected = active === undefined || isPlan ? '' : active.document.getText(active.selection).trim();
    const isSpec = active?.document.languageId === 'markdown' && active.document.uri.scheme === 'file';
    const from = selected === '' && isSpec ? active.document.uri.fsPath : undefined;
    const goal = await askText(
      this.#vscode,
      { title: 'Draft Plan', step: 1, of: 1 },
      from === undefined
        ? `What is to be true after the change? A planner reads the repository and drafts a plan.${isPlan ? ' Empty: the goal of the plan.' : ''}`
        : `What of ${path.basename(from)} is to be planned? Empty: all of it.`,
      {
        ...(from === undefined && !isPlan && { required: 'Say in a sentence or two what is to be true.' }),
        value: selected,
      },
    );
    if (goal === undefined) return undefined;
    const plan = isPlan ? active.document.uri : uris.joinPath(folder.uri, `${fileName(goal, from)}.waveplan.yaml`);
    return { plan, goal, ...(from !== undefined && { from }) };
  }
}

const take = 'Take the Draft';

function fileName(goal: string, from: string | undefined): string {
  const words = goal === '' ? path.parse(from ?? '').name : goal;
  const name = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
  return name === '' ? 'plan' : name;
}
