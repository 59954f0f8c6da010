import type { Comment, CommentController, CommentThread, TextDocument, Uri } from 'vscode';
import { fence } from '../../core/directive/contain.ts';
import type { ShownGap } from '../../core/planReview/shownGaps.ts';
import type { ReviewedPlan } from '../../ports/planService.ts';
import { askChoice, askText } from '../commands/ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands, planLanguage, planReviewController } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { plain } from '../tree/markdown.ts';

/** A gap in the editor, and what its buttons act on. */
interface ShownComment extends Comment {
  readonly plan: Uri;
  readonly gap: number;
}

/** Two reviewers read a plan; what they find is shown on its lines, each with an edit to take or to dismiss. */
export class PlanReviewThreads {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #threads: CommentThread[] = [];
  #controller: CommentController | undefined;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.reviewPlan, ({ uri }) => this.#review(uri));
    registry.register(commands.takeEdit, (_target, comment) => this.#take(comment));
    registry.register(commands.dismissGap, (_target, comment) => this.#dismiss(comment));
  }

  /** Has the plan read, the first time or again; where gaps are open, they can be shown instead. */
  async #review(uri: Uri | undefined): Promise<void> {
    const document = await this.#plan(uri);
    if (document === undefined) return;
    const service = await this.#run.service();
    const planPath = document.uri.fsPath;
    const before = await service.plans.planReview(planPath, document.getText());
    let afresh = false;
    if (before !== undefined) {
      const choice = await askChoice(this.#vscode, { title: 'Review Plan', step: 1, of: 1 }, before.lines.join(' '), [
        { label: 'Look Again', description: 'The same reviewers, in the same conversations', value: 'again' },
        { label: `Show Open Gaps (${before.open.length})`, value: 'show' },
        { label: 'Begin Afresh', description: 'Other conversations; what was said is kept in a file', value: 'afresh' },
      ]);
      if (choice === undefined) return;
      if (choice === 'show') {
        await this.#show(document, before);
        return;
      }
      afresh = choice === 'afresh';
    }
    if (document.isDirty) await document.save();
    const reviewed = await this.#vscode.window.withProgress(
      {
        location: this.#vscode.ProgressLocation.Notification,
        title: 'Wavegate: reviewing the plan',
        cancellable: true,
      },
      (progress, token) => {
        const ended = new AbortController();
        token.onCancellationRequested(() => ended.abort());
        return service.plans.reviewPlan({ planPath, afresh }, (message) => progress.report({ message }), ended.signal);
      },
    );
    await this.#show(document, reviewed);
    notify(this.#vscode, 'information', reviewed.lines.join(' '));
  }

  /** The plan of the menu or editor; what is open in sight. */
  async #plan(uri: Uri | undefined): Promise<TextDocument | undefined> {
    const { window, workspace } = this.#vscode;
    const active = window.activeTextEditor?.document;
    const document = uri !== undefined ? await workspace.openTextDocument(uri) : active;
    if (document?.languageId === planLanguage && document.uri.scheme === 'file') return document;
    notify(this.#vscode, 'information', 'Open the plan that is to be reviewed first.');
    return undefined;
  }

  async #show(document: TextDocument, { open }: ReviewedPlan): Promise<void> {
    for (const thread of this.#threads.splice(0)) thread.dispose();
    await this.#vscode.window.showTextDocument(document);
    for (const gap of open) this.#threads.push(this.#thread(document, gap));
  }

  #thread({ uri, lineCount }: TextDocument, gap: ShownGap): CommentThread {
    const { Range, CommentMode, CommentThreadCollapsibleState, MarkdownString } = this.#vscode;
    const { title, detail, edit, remarks, kind, by } = gap;
    const marked = (mark: string, text: string): string =>
      text
        .split('\n')
        .map((line) => `${mark}${line}`)
        .join('\n');
    const change =
      edit && [marked('-', edit.find), ...(edit.replace === '' ? [] : [marked('+', edit.replace)])].join('\n');
    const comment: ShownComment = {
      plan: uri,
      gap: gap.gap,
      body: new MarkdownString(
        [
          `**${plain(title)}**`,
          ...(detail === '' ? [] : [plain(detail)]),
          ...(change === undefined ? [] : [fence(change, 'diff')]),
          ...remarks.map(plain),
        ].join('\n\n'),
      ),
      mode: CommentMode.Preview,
      author: { name: by },
      contextValue: edit === undefined ? 'gap.words' : 'gap.edit',
    };
    const line = Math.max(0, Math.min(gap.line, lineCount) - 1);
    const thread = this.#start().createCommentThread(uri, new Range(line, 0, line, 0), [comment]);
    thread.canReply = false;
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    thread.label = `Gap ${gap.gap} · ${kind}`;
    return thread;
  }

  /** Puts the edit into the document, which stays open for the person to look at and save. */
  async #take(given: unknown): Promise<void> {
    const shown = this.#given(given);
    if (shown === undefined) return;
    const { workspace, Range, WorkspaceEdit } = this.#vscode;
    const document = await workspace.openTextDocument(shown.plan);
    const source = document.getText();
    const service = await this.#run.service();
    const settled = await service.plans.settleGap(shown.plan.fsPath, source, { take: shown.gap });
    const edit = new WorkspaceEdit();
    edit.replace(shown.plan, new Range(document.positionAt(0), document.positionAt(source.length)), settled.source);
    await workspace.applyEdit(edit);
    await this.#show(document, settled);
  }

  async #dismiss(given: unknown): Promise<void> {
    const shown = this.#given(given);
    if (shown === undefined) return;
    const why = await askText(
      this.#vscode,
      { title: `Dismiss gap ${shown.gap}`, step: 1, of: 1 },
      'Why can the plan stay as it is here? The reason is shown where the plan is approved.',
      { required: 'Say why: the reason is shown where the plan is approved.' },
    );
    if (why === undefined) return;
    const document = await this.#vscode.workspace.openTextDocument(shown.plan);
    const service = await this.#run.service();
    const settled = await service.plans.settleGap(shown.plan.fsPath, document.getText(), { dismiss: shown.gap, why });
    await this.#show(document, settled);
  }

  #given(given: unknown): ShownComment | undefined {
    const isShown = (value: unknown): value is ShownComment =>
      typeof value === 'object' && value !== null && 'gap' in value && 'plan' in value;
    if (isShown(given)) return given;
    notify(this.#vscode, 'information', 'Choose a gap on a line of the plan: Review Plan shows them.');
    return undefined;
  }

  /** Made when there is something to show: a controller shows in the editor's own menus. */
  #start(): CommentController {
    this.#controller ??= this.#store.add(
      this.#vscode.comments.createCommentController(planReviewController, 'Plan review'),
    );
    return this.#controller;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
