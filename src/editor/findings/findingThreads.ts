import type { Comment, CommentController, CommentThread, TextDocument } from 'vscode';
import type { BoardFinding } from '../../core/model/boardModel.ts';
import { triageWords } from '../../core/words/labels.ts';
import { contextKeys, findingsController } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { Subject } from '../shared/subject.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { findingContext } from '../tree/itemContexts.ts';
import { plain } from '../tree/markdown.ts';
import { FindingPlaces } from './findingPlaces.ts';

/** A finding in the editor, and what its buttons act on. */
interface ShownFinding extends Comment {
  readonly subject: Subject;
}

/** Findings as comment threads at the lines they cite, in the editors that are in sight. */
export class FindingThreads {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #places: FindingPlaces;
  readonly #store = new DisposableStore();
  /** By document and finding, each with the text it was drawn from. */
  readonly #threads = new Map<string, { readonly thread: CommentThread; readonly drawn: string }>();
  #controller: CommentController | undefined;
  /** The finding that the person went to; the others of its file are folded, so that they do not push it out of sight. */
  #opened: string | undefined;
  #told = false;
  /** Counts the drawings: what an earlier one still waits for is no longer shown. */
  #drawing = 0;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#places = new FindingPlaces(vscode, run);
    this.#store.add(run.onDidChange(() => void this.draw()));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => void this.draw()));
    this.#store.add(vscode.window.onDidChangeActiveTextEditor(() => this.#tellKeys()));
  }

  /** The finding that the person went to and can still mark, while they are in the file it cites. */
  get inSight(): string | undefined {
    const uri = this.#vscode.window.activeTextEditor?.document.uri.toString();
    const opened = this.#run.snapshot?.findings.find(({ id }) => id === this.#opened);
    return opened?.open === true && this.#threads.has(`${uri} ${opened.id}`) ? opened.id : undefined;
  }

  /** No finding is in sight until the next is opened. */
  leave(): void {
    this.#opened = undefined;
    this.#tellKeys();
  }

  /** Whether the keys that mark a finding have one to mark. */
  #tellKeys(): void {
    const inSight = this.inSight !== undefined;
    if (inSight === this.#told) return;
    this.#told = inSight;
    void this.#vscode.commands.executeCommand('setContext', contextKeys.findingInSight, inSight);
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
    const hasFindings = (this.#run.snapshot?.findings ?? []).length > 0;
    const documents = hasFindings ? this.#vscode.window.visibleTextEditors.map(({ document }) => document) : [];
    const wanted = new Map<
      string,
      { readonly document: TextDocument; readonly finding: BoardFinding; readonly line: number }
    >();
    for (const document of documents) {
      for (const { finding, line } of await this.#places.of(document)) {
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
    this.#tellKeys();
  }

  #thread({ uri }: TextDocument, finding: BoardFinding, line: number): CommentThread {
    const { Range, CommentMode, MarkdownString } = this.#vscode;
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
      contextValue: findingContext(finding),
    };
    const thread = this.#start().createCommentThread(uri, new Range(line - 1, 0, line - 1, 0), [comment]);
    thread.canReply = false;
    const { Collapsed, Expanded } = this.#vscode.CommentThreadCollapsibleState;
    thread.collapsibleState = finding.id === this.#opened ? Expanded : Collapsed;
    const mark = finding.wrongSpec === undefined ? triageWords[finding.triage ?? 'none'] : 'of the specification';
    thread.label = `${finding.severity} · ${mark}`;
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
