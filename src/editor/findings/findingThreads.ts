import type { Comment, CommentController, CommentThread, TextDocument } from 'vscode';
import type { BoardFinding } from '../../core/model/boardModel.ts';
import { triageWords } from '../../core/words/labels.ts';
import { placeLine } from '../../core/words/linePlace.ts';
import { documentRef } from '../content/documentRef.ts';
import { findingsController } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { Subject } from '../shared/subject.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { plain } from '../tree/markdown.ts';
import { citedCommit } from './citedCommit.ts';

/** A finding in the editor, and what its buttons act on. */
interface ShownFinding extends Comment {
  readonly subject: Subject;
}

/** Findings as comment threads at the lines they cite, in the editors that are in sight. */
export class FindingThreads {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  /** By document and finding, each with the text it was drawn from. */
  readonly #threads = new Map<string, { readonly thread: CommentThread; readonly drawn: string }>();
  #controller: CommentController | undefined;
  /** The finding that the person went to; the others of its file are folded, so that they do not push it out of sight. */
  #opened: string | undefined;
  /** Counts the drawings: what an earlier one still waits for is no longer shown. */
  #drawing = 0;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange(() => void this.draw()));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => void this.draw()));
  }

  /** Unfolds the thread of one finding, and folds the others. Resolves when that shows. */
  async open(finding: string): Promise<void> {
    this.#opened = finding;
    await this.draw();
    const { Collapsed, Expanded } = this.#vscode.CommentThreadCollapsibleState;
    for (const [key, { thread }] of this.#threads) {
      thread.collapsibleState = key.endsWith(` ${finding}`) ? Expanded : Collapsed;
    }
  }

  /** Brings the threads in line with the findings and the editors in sight. */
  async draw(): Promise<void> {
    this.#drawing += 1;
    const drawing = this.#drawing;
    const findings = this.#run.snapshot?.findings ?? [];
    const documents =
      findings.length === 0 ? [] : this.#vscode.window.visibleTextEditors.map(({ document }) => document);
    const wanted = new Map<
      string,
      { readonly document: TextDocument; readonly finding: BoardFinding; readonly line: number }
    >();
    for (const document of documents) {
      for (const { finding, line } of await this.#placed(document, findings)) {
        wanted.set(`${document.uri.toString()} ${finding.id}`, { document, finding, line });
      }
    }
    if (drawing !== this.#drawing) return;
    for (const [key, { thread, drawn }] of this.#threads) {
      const now = wanted.get(key);
      if (now !== undefined && drawn === textOf(now.finding, now.line)) wanted.delete(key);
      else {
        thread.dispose();
        this.#threads.delete(key);
      }
    }
    for (const [key, { document, finding, line }] of wanted) {
      this.#threads.set(key, { thread: this.#thread(document, finding, line), drawn: textOf(finding, line) });
    }
  }

  /** Findings of a document: those that cite its file, at the lines they are on now. */
  async #placed(
    document: TextDocument,
    findings: readonly BoardFinding[],
  ): Promise<readonly { readonly finding: BoardFinding; readonly line: number }[]> {
    const { state } = this.#run;
    const file = this.#fileOf(document);
    if (state === undefined || file === undefined) return [];
    const placed = findings
      .filter((finding) => finding.file === file.path)
      .map(async (finding) => {
        const commit = citedCommit(state, finding.id);
        if (file.commit !== undefined && file.commit !== commit) return [];
        const last = Math.max(document.lineCount, 1);
        if (file.commit !== undefined || commit === undefined) return [{ finding, line: Math.min(finding.line, last) }];
        const then = await this.#run
          .service()
          .then((service) => service.fileAt(commit, finding.file))
          .catch(() => undefined);
        const { line } = then === undefined ? finding : placeLine(then, document.getText(), finding.line);
        return [{ finding, line: Math.min(line, last) }];
      });
    return (await Promise.all(placed)).flat();
  }

  /** File of the repository that a document shows, and the commit where it is not the working file. */
  #fileOf({ uri }: TextDocument): { readonly path: string; readonly commit?: string } | undefined {
    const ref = documentRef(uri);
    if (uri.scheme !== 'file') return ref?.kind === 'commit' ? { path: ref.path, commit: ref.commit } : undefined;
    const folder = this.#vscode.workspace.getWorkspaceFolder(uri);
    return folder && { path: uri.path.slice(folder.uri.path.length + 1) };
  }

  #thread({ uri }: TextDocument, finding: BoardFinding, line: number): CommentThread {
    const { Range, CommentMode, MarkdownString } = this.#vscode;
    const triage = finding.triage ?? 'none';
    const text = [
      `**${plain(finding.title)}**`,
      plain(finding.detail),
      ...(finding.remediation === '' ? [] : [`Remedy: ${plain(finding.remediation)}`]),
      ...(finding.verified ? [] : ['The citation could not be verified.']),
    ];
    const comment: ShownFinding = {
      subject: { kind: 'finding', finding: finding.id },
      body: new MarkdownString(text.join('\n\n')),
      mode: CommentMode.Preview,
      author: { name: finding.lens },
      contextValue: `finding.${finding.open ? 'open' : 'closed'}.${triage}`,
    };
    const thread = this.#start().createCommentThread(uri, new Range(line - 1, 0, line - 1, 0), [comment]);
    thread.canReply = false;
    const { Collapsed, Expanded } = this.#vscode.CommentThreadCollapsibleState;
    thread.collapsibleState = finding.id === this.#opened ? Expanded : Collapsed;
    thread.label = `${finding.severity} · ${triageWords[triage]}`;
    return thread;
  }

  /** Made when there is something to show: a controller shows in the editor's own menus. */
  #start(): CommentController {
    this.#controller ??= this.#store.add(this.#vscode.comments.createCommentController(findingsController, 'Findings'));
    return this.#controller;
  }

  dispose(): void {
    this.#drawing += 1;
    this.#store.dispose();
  }
}

function textOf(finding: BoardFinding, line: number): string {
  return JSON.stringify([line, finding]);
}
