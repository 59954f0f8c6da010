import type { Comment, CommentController, CommentReply, CommentThread, TextDocument, Uri } from 'vscode';
import { authorOf, commentedCommit } from '../../core/queries/comments.ts';
import type { FileComment } from '../../core/model/gate.ts';
import type { RunState, WaveState } from '../../core/model/state.ts';
import type { BoardGate } from '../../core/model/boardModel.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { documentRef } from '../content/documentRef.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { commands, spotCheckController } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { askWhat, notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import { sentComment } from './sentComment.ts';
import type { SentComment } from './sentComment.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** A comment in the editor, and what it is there. */
interface ShownComment extends Comment {
  readonly gate: string;
  readonly said: FileComment;
}

/** A spot-check that waits, and the commits whose difference it is about. */
interface Pending {
  readonly gate: BoardGate;
  readonly from: string;
  readonly to: string;
  /** Absent where the gate is about the whole change. */
  readonly wave?: WaveState;
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
  readonly #threads: CommentThread[] = [];
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
    registry.register(commands.addComment, (_target, reply) => this.#add(reply as CommentReply));
    registry.register(commands.deleteComment, (_target, comment) => this.#delete(comment as ShownComment));
  }

  async #add({ thread, text }: CommentReply): Promise<void> {
    const place = this.#placeOf(thread.uri);
    if (place === undefined || text.trim() === '') return;
    const line = (thread.range?.end.line ?? 0) + 1;
    // What is shown from now on is the draft's.
    thread.dispose();
    await this.#keep(place.gate, { file: place.file, line, text: text.trim() });
  }

  /** A person wrote it, so it can be had back. */
  async #delete({ gate, said }: ShownComment): Promise<void> {
    await this.#run.changeDraft(gate, { type: 'delete-comment', comment: said });
    const message = `The comment on ${said.file}:${said.line} was deleted.`;
    if ((await askWhat(this.#vscode, 'information', message, ['Undo'])) !== 'Undo') return;
    await this.#keep(gate, said);
  }

  /** Repeats a person's text where it cannot be kept. */
  async #keep(gate: string, comment: FileComment): Promise<void> {
    const { refused } = await this.#run.changeDraft(gate, { type: 'comment', comment });
    if (refused !== undefined) notify(this.#vscode, 'warning', `${refused} The comment was: ${comment.text}`);
  }

  /** Draws the threads again: those of the draft, and those that the attempt at hand was to answer. */
  #show(): void {
    for (const thread of this.#threads.splice(0)) thread.dispose();
    this.#drawing += 1;
    for (const pending of this.#pending()) {
      this.#start();
      const { gate, wave } = pending;
      for (const said of gate.draft.comments) {
        const label = 'Goes to the agent when you reject the spot-check';
        this.#draw(pending, said, { line: said.line, label, contextValue: 'draft' });
      }
      for (const said of wave?.comments ?? []) void this.#showSent(pending, said, this.#drawing);
    }
  }

  /** A comment that was sent belongs to the work before this attempt, whose lines may have moved or gone since. */
  async #showSent(pending: Pending, said: FileComment, drawing: number): Promise<void> {
    const { state } = this.#run;
    const earlier = state && pending.wave && commentedCommit(state, pending.wave, said.file);
    const [before, after] = await Promise.all([
      earlier === undefined ? undefined : this.#textAt(earlier, said.file),
      this.#textAt(commitOf(pending, said.file), said.file),
    ]);
    if (drawing !== this.#drawing) return;
    const answer = pending.wave && answerTo(state, pending.wave, said.file);
    this.#draw(pending, said, { ...sentComment(said, before, after ?? ''), contextValue: 'sent' }, answer);
  }

  /** Undefined when there is no such file, or it cannot be read: the comment is shown all the same. */
  #textAt(commit: string, file: string): Promise<string | undefined> {
    const read = this.#run.service().then((service) => service.fileAt(commit, file));
    return read.catch(() => undefined);
  }

  #draw(
    pending: Pending,
    said: FileComment,
    { line, label, contextValue }: SentComment & { readonly contextValue: 'sent' | 'draft' },
    answer?: Answer,
  ): void {
    const { Range, CommentMode, CommentThreadCollapsibleState } = this.#vscode;
    const comment: ShownComment = {
      gate: pending.gate.id,
      said,
      body: said.text,
      mode: CommentMode.Preview,
      author: { name: 'You' },
      contextValue,
    };
    const uri = this.#documents.uri({ kind: 'commit', path: said.file, commit: commitOf(pending, said.file) });
    const thread = this.#start().createCommentThread(uri, new Range(line - 1, 0, line - 1, 0), [
      comment,
      ...(answer === undefined
        ? []
        : [{ ...comment, body: answer.text, author: { name: answer.agent }, contextValue: 'answer' }]),
    ]);
    thread.canReply = false;
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    thread.label = label;
    this.#threads.push(thread);
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

  #ranges(document: TextDocument) {
    if (this.#placeOf(document.uri) === undefined) return [];
    return [new this.#vscode.Range(0, 0, Math.max(document.lineCount - 1, 0), 0)];
  }

  /** The file and the gate that a document of a diff editor is about: the new side, or the old one of a deleted file. */
  #placeOf(uri: Uri): { readonly gate: string; readonly file: string } | undefined {
    const ref = documentRef(uri);
    if (ref?.kind !== 'commit') return undefined;
    const about = this.#pending().find(
      (pending) =>
        pending.gate.files.some(({ path }) => path === ref.path) && ref.commit === commitOf(pending, ref.path),
    );
    return about && { gate: about.gate.id, file: ref.path };
  }

  #pending(): readonly Pending[] {
    const { snapshot, state } = this.#run;
    return (snapshot?.gates ?? []).flatMap((gate) => {
      const wave = state?.waves[gate.wave ?? ''];
      if (gate.files.length === 0 || gate.status !== 'pending' || state === undefined) return [];
      if (gate.wave === undefined) return [{ gate, from: state.base.commit, to: state.head }];
      return wave?.merge?.commit === undefined ? [] : [{ gate, from: state.head, to: wave.merge.commit, wave }];
    });
  }

  dispose(): void {
    this.#drawing += 1;
    this.#store.dispose();
  }
}

/** Answer of the agent whose work a comment is about, once it has gone over it. */
interface Answer {
  readonly agent: string;
  readonly text: string;
}

function answerTo(state: RunState | undefined, wave: WaveState, file: string): Answer | undefined {
  const task = state === undefined ? undefined : authorOf(state, wave, file);
  const session = task === undefined ? undefined : state?.sessions[wave.tasks[task] ?? ''];
  const text = session?.result?.message ?? '';
  return session === undefined || text === '' ? undefined : { agent: session.agent ?? 'Agent', text };
}

/** The side of the difference that shows a file: the new one, unless it was deleted. */
function commitOf({ gate, from, to }: Pending, file: string): string {
  return gate.files.find(({ path }) => path === file)?.kind === 'deleted' ? from : to;
}
