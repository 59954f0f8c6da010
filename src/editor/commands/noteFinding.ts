import type { TextDocument } from 'vscode';
import type { BoardGate } from '../../core/model/boardModel.ts';
import type { RunState } from '../../core/model/state.ts';
import { placeLine } from '../../core/words/linePlace.ts';
import { documentRef } from '../content/documentRef.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { notify, withText } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { askText } from './ask.ts';

/** Kinds of gates whose rejection sends comments to the tasks that own the files. */
const takesFindings: readonly BoardGate['kind'][] = ['acceptance', 'spot-check'];

/** Noting what is wrong with a result at the line under the cursor, in its worktree or in a diff editor. */
export class NoteFinding {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #resume: () => Promise<void>;

  /** @param resume opens the unfinished run: in the window of a try no view may have been shown yet that does so */
  constructor(vscode: VSCode, run: RunConnection, resume: () => Promise<void>) {
    this.#vscode = vscode;
    this.#run = run;
    this.#resume = resume;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.noteFinding, () => this.#note());
  }

  async #note(): Promise<void> {
    await this.#resume();
    const service = await this.#run.service();
    const editor = this.#vscode.window.activeTextEditor;
    if (editor !== undefined && !(await this.#opensRunOf(editor.document))) return;
    const file = editor && (await this.#fileOf(editor.document));
    if (editor === undefined || file === undefined) {
      const where = 'of the worktree in which it is tried (Try It), or of the changes at the gate';
      return this.#say(`Put the cursor on the line of the result that is wrong: in a file ${where}.`);
    }
    const { state } = this.#run;
    const gate = this.#gate(file);
    const commit = state && gate && resultOf(state, gate);
    if (gate === undefined || commit === undefined) {
      return this.#say(
        'No gate waits that a finding could be noted for: a spot-check, or the acceptance of the result.',
      );
    }
    const text = await service.fileAt(commit, file);
    if (text === undefined) {
      return this.#say(`${file} is not a file of the result, so no task owns it. Note it at the file that makes it.`);
    }
    // The file may have been changed while it was tried, or be that of an earlier attempt.
    const { line } = placeLine(editor.document.getText(), text, editor.selection.active.line + 1);
    const step = { title: `Finding at ${file}:${line}`, step: 1, of: 1 };
    const prompt = `What is wrong here? It goes to the task that owns the file when you reject "${gate.title}".`;
    const said = await askText(this.#vscode, step, prompt, { required: 'Say what is wrong.' });
    if (said === undefined) return;
    const { refused } = await this.#run.changeDraft(gate.id, {
      type: 'comment',
      comment: { file, line, text: said },
    });
    if (refused === undefined)
      this.#say(`Noted${this.#idOf(gate.id, file, line, said)} at ${file}:${line}, for "${gate.title}".`);
    else notify(this.#vscode, 'warning', withText(refused, 'finding', said));
  }

  /**
   * A finding belongs to the run whose result is tried, also while another one is open; whether to leave that is asked.
   * @returns false when the person stays with the other run
   */
  async #opensRunOf({ uri }: TextDocument): Promise<boolean> {
    if (uri.scheme !== 'file') return true;
    const run = await (await this.#run.service()).tries.runOf(uri.fsPath, workspaceFolders(this.#vscode));
    if (run === undefined || run === this.#run.state?.run) return true;
    await this.#vscode.commands.executeCommand(commands.openRun, { subject: { kind: 'run', run } });
    return this.#run.state?.run === run;
  }

  /** Name in the repository of the file that a document shows; undefined where it is none of the result. */
  async #fileOf({ uri }: TextDocument): Promise<string | undefined> {
    const ref = documentRef(uri);
    if (ref?.kind === 'commit') return ref.path;
    return uri.scheme === 'file' ? (await this.#run.service()).tries.fileIn(uri.fsPath) : undefined;
  }

  /** ` as acceptance-1~2`; empty while the view has not heard of it. */
  #idOf(gate: string, file: string, line: number, said: string): string {
    const { comments = [] } = this.#run.snapshot?.gates.find(({ id }) => id === gate)?.draft ?? {};
    const noted = comments.findLast((each) => each.file === file && each.line === line && each.text === said);
    return noted?.id === undefined ? '' : ` as ${noted.id}`;
  }

  /** The gate that is about the file, else the first that takes findings. */
  #gate(file: string): BoardGate | undefined {
    const waiting = (this.#run.snapshot?.gates ?? []).filter(
      ({ kind, status }) => status === 'pending' && takesFindings.includes(kind),
    );
    return waiting.find(({ files }) => files.some(({ path }) => path === file)) ?? waiting[0];
  }

  #say(message: string): void {
    notify(this.#vscode, 'information', message);
  }
}

/** Commit of the work that a gate is about: the merged wave, or the whole result. */
function resultOf(state: RunState, { wave }: BoardGate): string | undefined {
  return wave === undefined ? state.head : state.waves[wave]?.merge?.commit;
}
