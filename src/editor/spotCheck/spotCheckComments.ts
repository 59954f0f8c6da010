import type { Comment, CommentController, CommentReply, CommentThread, Range, TextDocument, Uri } from 'vscode';
import { commentedCommit } from '../../core/queries/comments.ts';
import { goneLines } from '../../core/words/linePlace.ts';
import type { FileComment } from '../../core/model/gate.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { isRecord } from '../../util/records.ts';
import { documentRef } from '../content/documentRef.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { commands, spotCheckController } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { askWhat, notify, withText } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import { KeptThreads } from './keptThreads.ts';
import type { WantedThread } from './keptThreads.ts';
import { answerTo, commitOf, pendingReviews } from './pendingReviews.ts';
import type { AgentAnswer, PendingReview } from './pendingReviews.ts';
import { sentComment } from './sentComment.ts';
import type { SentComment } from './sentComment.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** A comment in the editor, and what it is there. */
interface ShownComment extends Comment {
  readonly key: string;
  readonly gate: string;
  readonly said: FileComment;
}

/**
 * Comments on lines of the merged work, as VS Code's own comment threads in the diff editors of a spot-check. They stay
 * drafts until the gate is rejected, and go back to the agents then.
 */
export class SpotCheckComments {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;
  readonly #store = new DisposableStore();
  readonly #drafts = new KeptThreads();
  readonly #sent = new KeptThreads();
  #controller: CommentController | undefined;
  /** Counts the drawings: what an earlier one still waits for is no longer shown. */
  #drawing = 0;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
    this.#store.add(run.onDidChange(() => this.#show()));
    this.#store.add(run.onDidChangeDrafts(() => this.#show()));
    this.#show();
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.addComment, (_target, reply) => this.#on(isReply(reply) && this.#add(reply)));
    registry.register(commands.deleteComment, (_target, comment) =>
      this.#on(isShown(comment) && this.#delete(comment)),
    );
    registry.register(commands.editComment, (_target, comment) =>
      this.#on(isShown(comment) && Promise.resolve(this.#edit(comment, true))),
    );
    registry.register(commands.cancelComment, (_target, comment) =>
      this.#on(isShown(comment) && Promise.resolve(this.#edit(comment, false))),
    );
    registry.register(commands.saveComment, (_target, comment) => this.#on(isShown(comment) && this.#save(comment)));
  }

  /** Commands of a thread can be bound to a key, too, where they are about none. */
  async #on(acts: Promise<void> | false): Promise<void> {
    if (acts !== false) return acts;
    notify(this.#vscode, 'information', 'Comments are written and changed in the diff editor of a spot-check.');
  }

  async #add({ thread, text }: CommentReply): Promise<void> {
    if (text.trim() === '') return;
    const place = this.#placeOf(thread.uri);
    if (place === undefined) {
      const gone = 'This file is not among those of a gate that waits now, so the comment was not kept.';
      notify(this.#vscode, 'warning', withText(gone, 'comment', text.trim()));
      return;
    }
    const line = (thread.range?.end.line ?? 0) + 1;
    const comment = { file: place.file, line, text: text.trim() };
    const before = place.isDeleted ? ((await this.#textAt(place.commit, place.file)) ?? '') : undefined;
    // What is shown from now on is the draft's.
    thread.dispose();
    await this.#keep(place.gate.id, {
      ...comment,
      ...(before !== undefined && { deleted: before.split('\n')[line - 1] ?? '' }),
    });
  }

  /** Opens a comment for other words, or closes it again with those it had. */
  #edit(comment: ShownComment, opened: boolean): void {
    const thread = this.#drafts.threadOf(comment.key);
    if (thread === undefined) return;
    const { Editing, Preview } = this.#vscode.CommentMode;
    thread.comments = thread.comments.map((each) =>
      each === comment ? { ...comment, body: comment.said.text, mode: opened ? Editing : Preview } : each,
    );
  }

  async #save(comment: ShownComment): Promise<void> {
    const { gate, said, body } = comment;
    const text = (typeof body === 'string' ? body : body.value).trim();
    if (text === '') return this.#delete(comment);
    if (text === said.text) return this.#edit(comment, false);
    const { refused } = await this.#run.changeDraft(gate, { type: 'edit-comment', comment: said, text });
    if (refused !== undefined) notify(this.#vscode, 'warning', withText(refused, 'comment', text));
  }

  /** A person wrote it, so it can be had back. */
  async #delete({ gate, said }: ShownComment): Promise<void> {
    const { refused } = await this.#run.changeDraft(gate, { type: 'delete-comment', comment: said });
    if (refused !== undefined) {
      notify(this.#vscode, 'warning', refused);
      return;
    }
    const message = `The comment on ${said.file}:${said.line} was deleted.`;
    if ((await askWhat(this.#vscode, 'information', message, ['Undo'])) !== 'Undo') return;
    await this.#keep(gate, said);
  }

  /** Repeats a person's text where it cannot be kept. */
  async #keep(gate: string, comment: FileComment): Promise<void> {
    const { refused } = await this.#run.changeDraft(gate, { type: 'comment', comment });
    if (refused !== undefined) notify(this.#vscode, 'warning', withText(refused, 'comment', comment.text));
  }

  /** Shows the comments of the draft, and those that the attempt at hand was to answer. */
  #show(): void {
    this.#drawing += 1;
    const drafts = new Map<string, WantedThread>();
    for (const pending of pendingReviews(this.#run)) {
      this.#start();
      for (const said of pending.gate.draft.comments) {
        const label = `Goes to the agent when you reject the ${pending.wave === undefined ? 'result' : 'spot-check'}`;
        drafts.set(...this.#wanted(pending, said, { line: said.line, label, contextValue: 'draft' }));
      }
    }
    this.#drafts.show(drafts);
    void this.#showSent(this.#drawing);
  }

  /** Comments that were sent belong to the work before this attempt, whose lines may have moved or gone since. */
  async #showSent(drawing: number): Promise<void> {
    const { state } = this.#run;
    const wanted = pendingReviews(this.#run).flatMap((pending) =>
      (pending.wave?.comments ?? []).map(async (said) => {
        const earlier = state && pending.wave && commentedCommit(state, pending.wave, said.file);
        const [before, after] = await Promise.all([
          said.deleted !== undefined
            ? this.#textAt(pending.from, said.file)
            : earlier && this.#textAt(earlier, said.file),
          this.#textAt(said.deleted === undefined ? commitOf(pending, said.file) : pending.to, said.file),
        ]);
        const answer = pending.wave && answerTo(state, pending.wave, said.file);
        return this.#wanted(pending, said, { ...sentComment(said, before, after ?? ''), contextValue: 'sent' }, answer);
      }),
    );
    const shown = new Map(await Promise.all(wanted));
    if (drawing === this.#drawing) this.#sent.show(shown);
  }

  /** Undefined when there is no such file, or it cannot be read: the comment is shown all the same. */
  #textAt(commit: string, file: string): Promise<string | undefined> {
    const read = this.#run.service().then((service) => service.fileAt(commit, file));
    return read.catch(() => undefined);
  }

  #wanted(
    pending: PendingReview,
    said: FileComment,
    place: SentComment & { readonly contextValue: 'sent' | 'draft' },
    answer?: AgentAnswer,
  ) {
    const key = JSON.stringify([pending.gate.id, said]);
    const draw = (): CommentThread => this.#draw(pending, said, key, place, answer);
    return [key, { drawn: JSON.stringify([place, answer]), draw }] as const;
  }

  #draw(
    pending: PendingReview,
    said: FileComment,
    key: string,
    { line, label, contextValue }: SentComment & { readonly contextValue: 'sent' | 'draft' },
    answer: AgentAnswer | undefined,
  ): CommentThread {
    const { Range, CommentMode, CommentThreadCollapsibleState } = this.#vscode;
    const comment: ShownComment = {
      key,
      gate: pending.gate.id,
      said,
      body: said.text,
      mode: CommentMode.Preview,
      author: { name: 'You' },
      contextValue,
    };
    const commit = said.deleted === undefined ? commitOf(pending, said.file) : pending.from;
    const uri = this.#documents.uri({ kind: 'commit', path: said.file, commit });
    const thread = this.#start().createCommentThread(uri, new Range(line - 1, 0, line - 1, 0), [
      comment,
      ...(answer === undefined
        ? []
        : [{ ...comment, body: answer.text, author: { name: answer.agent }, contextValue: 'answer' }]),
    ]);
    thread.canReply = false;
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    thread.label = label;
    return thread;
  }

  /** Made when there is something to comment on: a controller shows in the editor's own menus. */
  #start(): CommentController {
    if (this.#controller !== undefined) return this.#controller;
    const controller = this.#store.add(
      this.#vscode.comments.createCommentController(spotCheckController, 'Spot-check'),
    );
    controller.options = { prompt: 'Say what is not ok here', placeHolder: 'It goes to the agent whose work this is.' };
    controller.commentingRangeProvider = { provideCommentingRanges: (document) => this.#ranges(document) };
    this.#controller = controller;
    return controller;
  }

  /** Every line of the new side, and those of the old side that the wave has deleted. */
  async #ranges(document: TextDocument): Promise<Range[]> {
    const place = this.#placeOf(document.uri);
    const { Range } = this.#vscode;
    if (place === undefined) return [];
    const text = document.getText();
    // Behind the last line break there is no line, though the editor counts one.
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (!place.isDeleted) return [new Range(0, 0, lines - 1, 0)];
    if (text === '') return [];
    const after = (await this.#textAt(place.to, place.file)) ?? '';
    const gone = goneLines(text, after).filter((line) => line <= lines);
    return gone.map((line) => new Range(line - 1, 0, line - 1, 0));
  }

  /** Side of a diff editor of a gate that waits. `isDeleted`: the old side of a file that the wave keeps. */
  #placeOf(uri: Uri) {
    const ref = documentRef(uri);
    if (ref?.kind !== 'commit') return undefined;
    const { path: file, commit } = ref;
    for (const pending of pendingReviews(this.#run)) {
      const change = pending.gate.files.find(({ path }) => path === file);
      const isNew = commit === commitOf(pending, file);
      if (change === undefined || (!isNew && commit !== pending.from)) continue;
      return { gate: pending.gate, file, commit, to: pending.to, isDeleted: !isNew };
    }
    return undefined;
  }

  dispose(): void {
    this.#drawing += 1;
    this.#store.dispose();
  }
}

function isReply(value: unknown): value is CommentReply {
  return isRecord(value) && isRecord(value['thread']) && typeof value['text'] === 'string';
}

function isShown(value: unknown): value is ShownComment {
  return isRecord(value) && typeof value['key'] === 'string' && isRecord(value['said']);
}
