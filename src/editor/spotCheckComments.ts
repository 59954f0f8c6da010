import type { Comment, CommentController, CommentReply, CommentThread, TextDocument, Uri } from 'vscode';
import type { FileComment } from '../core/run/model.ts';
import type { BoardGate } from '../core/views/boardModel.ts';
import type { CommandRegistry } from './commands/commandRegistry.ts';
import { documentRef } from './content/documentRef.ts';
import type { RunDocuments } from './content/runDocuments.ts';
import { commands, spotCheckController } from './contributions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { RunConnection } from './runConnection.ts';
import type { SpotCheckVerdicts } from './spotCheckVerdicts.ts';
import type { VSCode } from './vscodeTypes.ts';

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
}

/**
 * Comments on lines of the merged work, as VS Code's own comment threads in the diff editors of a spot-check. They stay
 * drafts until the gate is rejected, and go back to the agents then.
 */
export class SpotCheckComments {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;
  readonly #draft: SpotCheckVerdicts;
  readonly #store = new DisposableStore();
  readonly #threads: CommentThread[] = [];
  #controller: CommentController | undefined;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments, draft: SpotCheckVerdicts) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
    this.#draft = draft;
    this.#store.add(run.onDidChange(() => this.#show()));
    this.#store.add(draft.onDidChange(() => this.#show()));
    this.#show();
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.addComment, (reply) => this.#add(reply as CommentReply));
    registry.register(commands.deleteComment, (comment) => this.#delete(comment as ShownComment));
  }

  async #add({ thread, text }: CommentReply): Promise<void> {
    const place = this.#placeOf(thread.uri);
    if (place === undefined || text.trim() === '') return;
    const line = (thread.range?.end.line ?? 0) + 1;
    // What is shown from now on is the draft's.
    thread.dispose();
    await this.#draft.comment(place.gate, { file: place.file, line, text: text.trim() });
  }

  async #delete({ gate, said }: ShownComment): Promise<void> {
    await this.#draft.deleteComment(gate, said);
  }

  /** Draws the threads anew: those of the draft, and those that the attempt at hand was to answer. */
  #show(): void {
    for (const thread of this.#threads.splice(0)) thread.dispose();
    const pending = this.#pending();
    if (pending.length === 0) return;
    const controller = this.#start();
    for (const { gate, from, to } of pending) {
      const commitOf = (file: string): string =>
        gate.files.find(({ path }) => path === file)?.kind === 'deleted' ? from : to;
      const sent = this.#run.state?.waves[gate.wave ?? '']?.comments ?? [];
      const drafted = this.#draft.commentsOf(gate.id);
      for (const [said, state] of [
        ...sent.map((s) => [s, 'sent'] as const),
        ...drafted.map((d) => [d, 'draft'] as const),
      ]) {
        const uri = this.#documents.uri({ kind: 'commit', path: said.file, commit: commitOf(said.file) });
        this.#threads.push(this.#thread(controller, uri, gate.id, said, state));
      }
    }
  }

  #thread(
    controller: CommentController,
    uri: Uri,
    gate: string,
    said: FileComment,
    contextValue: 'sent' | 'draft',
  ): CommentThread {
    const { Range, CommentMode, CommentThreadCollapsibleState } = this.#vscode;
    const comment: ShownComment = {
      gate,
      said,
      body: said.text,
      mode: CommentMode.Preview,
      author: { name: 'You' },
      contextValue,
    };
    const thread = controller.createCommentThread(uri, new Range(said.line - 1, 0, said.line - 1, 0), [comment]);
    thread.canReply = false;
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    thread.label =
      contextValue === 'sent'
        ? 'Sent to the agent before this attempt'
        : 'Goes to the agent when you reject the spot-check';
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

  #ranges(document: TextDocument) {
    if (this.#placeOf(document.uri) === undefined) return [];
    return [new this.#vscode.Range(0, 0, Math.max(document.lineCount - 1, 0), 0)];
  }

  /** The file and the gate that a document of a diff editor is about: the new side, or the old one of a deleted file. */
  #placeOf(uri: Uri): { readonly gate: string; readonly file: string } | undefined {
    const ref = documentRef(uri);
    if (ref?.kind !== 'commit') return undefined;
    const about = this.#pending().find(({ gate, from, to }) => {
      const file = gate.files.find(({ path }) => path === ref.path);
      return file !== undefined && ref.commit === (file.kind === 'deleted' ? from : to);
    });
    return about && { gate: about.gate.id, file: ref.path };
  }

  #pending(): readonly Pending[] {
    const { snapshot, state } = this.#run;
    return (snapshot?.gates ?? []).flatMap((gate) => {
      const to = state?.waves[gate.wave ?? '']?.merge?.commit;
      if (gate.kind !== 'spot-check' || gate.status !== 'pending' || state === undefined || to === undefined) return [];
      return [{ gate, from: state.head, to }];
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
