import type { Uri } from 'vscode';
import { markName, markOf } from '../../core/gates/fileMarks.ts';
import { resultChanges } from '../../core/gates/resultChanges.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { BoardGate } from '../../core/model/boardModel.ts';
import { count } from '../../core/words/labels.ts';
import { documentRef } from '../content/documentRef.ts';
import { showChanges, showFileChange } from '../content/showChanges.ts';
import { runCommand } from '../shared/commandTargets.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { askWhat } from '../shared/messages.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { DocumentCommands } from './commandGroup.ts';

interface Chosen {
  readonly gate: BoardGate;
  readonly file: BoardGate['files'][number];
}

/** Looking at a merged wave in the native diff editor, and saying of each sampled file whether it is ok. */
export class SpotCheckCommands extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.openSpotCheck, (target) => this.#open(target));
    registry.register(commands.openSpotCheckFile, (target) => this.#openFile(target));
    registry.register(commands.acceptFile, (target) => this.#judge('ok', target));
    registry.register(commands.rejectFile, (target) => this.#judge('not-ok', target));
    registry.register(commands.nextFile, () => this.#step(1));
    registry.register(commands.previousFile, () => this.#step(-1));
    registry.register(commands.showResult, () => this.#showResult());
  }

  async #open({ subject }: CommandTarget<'gate'>): Promise<void> {
    await this.run.service();
    const gate = this.#gate(subject?.gate);
    const commits = gate && this.#commits(gate);
    if (gate === undefined || commits === undefined) {
      this.inform('No spot-check waits: it opens when a wave is merged and its checks are green.');
      return;
    }
    await showChanges(this.vscode, this.documents, { title: gate.title, ...commits, files: gate.files });
  }

  async #openFile(target: CommandTarget<'file'>): Promise<void> {
    const chosen = this.#chosen(target);
    const commits = chosen && this.#commits(chosen.gate);
    if (chosen === undefined || commits === undefined) return;
    const { files } = chosen.gate;
    const place = `${files.indexOf(chosen.file) + 1} of ${files.length}`;
    const title = `${place} · ${chosen.file.path} (${chosen.gate.title})`;
    await showFileChange(this.vscode, this.documents, { title, ...commits, file: chosen.file });
  }

  /** The file before or behind the one that is shown, in the order of their risk. */
  async #step(by: 1 | -1): Promise<void> {
    await this.run.service();
    const gate = this.#gate(undefined);
    if (gate === undefined || gate.files.length === 0) {
      this.inform('No spot-check waits.');
      return;
    }
    const here = gate.files.findIndex(({ path }) => path === this.#shownFile(undefined));
    const index = here === -1 ? (by === 1 ? 0 : gate.files.length - 1) : here + by;
    const file = gate.files[(index + gate.files.length) % gate.files.length];
    if (file !== undefined) {
      const subject = { kind: 'file', gate: gate.id, file: file.path } as const;
      await runCommand(this.vscode, commands.openSpotCheckFile, subject);
    }
  }

  /** All that the run has committed so far, riskiest first. */
  async #showResult(): Promise<void> {
    await this.run.service();
    const { state } = this.run;
    const files = state === undefined ? [] : resultChanges(state);
    if (state === undefined || files.length === 0) {
      this.inform('Nothing is committed yet.');
      return;
    }
    const title = `Result: ${state.plan.plan.title}`;
    await showChanges(this.vscode, this.documents, { title, from: state.base.commit, to: state.head, files });
  }

  async #judge(verdict: 'ok' | 'not-ok', target: CommandTarget<'file'>): Promise<void> {
    const chosen = this.#chosen(target);
    if (chosen === undefined) {
      this.inform('Open a file of the pending spot-check, or choose one in the Gates view.');
      return;
    }
    const { gate, file } = chosen;
    const before = this.run.draftOf(gate.id).answers;
    const next = gate.files.find(({ path }) => path !== file.path && markOf(before, path) === undefined);
    const subject = next && ({ kind: 'file', gate: gate.id, file: next.path } as const);
    // Whoever reviews in the diff editor continues there; in the sidebar the next file is one click away. At once, and not when
    // the verdict is on disk: by then a person may type into a palette, which would lose the focus.
    const opened = subject && target.subject === undefined ? this.#openFile({ ...target, subject }) : undefined;
    const changed = await this.run.changeDraft(gate.id, { type: 'answer', name: markName(file.path), value: verdict });
    await opened;
    if (this.warnOf(changed) || next !== undefined) return;
    const verdicts = this.run.draftOf(gate.id).answers;
    await this.#offer(gate, gate.files.filter(({ path }) => markOf(verdicts, path) !== 'ok').length);
  }

  /** Every file has its verdict: the gate can be decided. */
  async #offer(gate: BoardGate, rejected: number): Promise<void> {
    const good = rejected === 0;
    const [button, command] = good
      ? (['Approve…', commands.approveGate] as const)
      : (['Reject…', commands.rejectGate] as const);
    const message = good
      ? `${gate.title}: reviewed, all of ${count(gate.files.length, 'file')} OK.`
      : `${gate.title}: reviewed, ${rejected} of ${count(gate.files.length, 'file')} rejected.`;
    if ((await askWhat(this.vscode, 'information', message, [button])) !== button) return;
    await runCommand(this.vscode, command, { kind: 'gate', gate: gate.id });
  }

  #gate(id: string | undefined): BoardGate | undefined {
    const waiting = this.run.snapshot?.gates.filter(
      ({ kind, status }) => gateSpecs[kind].files !== undefined && status === 'pending',
    );
    return id === undefined ? waiting?.[0] : waiting?.find((gate) => gate.id === id);
  }

  /** The file an item of the sidebar stands for, or the one a diff editor shows. */
  #chosen({ subject, uri }: CommandTarget<'file'>): Chosen | undefined {
    const gate = this.#gate(subject?.gate);
    const path = subject?.file ?? this.#shownFile(uri);
    const file = gate?.files.find((candidate) => candidate.path === path);
    return gate && file && { gate, file };
  }

  #shownFile(given: Uri | undefined): string | undefined {
    const uri = given ?? this.vscode.window.activeTextEditor?.document.uri;
    const ref = uri && documentRef(uri);
    return ref?.kind === 'commit' || ref?.kind === 'empty' ? ref.path : undefined;
  }

  #commits(gate: BoardGate): { readonly from: string; readonly to: string } | undefined {
    const state = this.run.state;
    // The whole change, where it is about no wave of its own.
    if (state !== undefined && gate.wave === undefined) return { from: state.base.commit, to: state.head };
    const to = gate.wave === undefined ? undefined : state?.waves[gate.wave]?.merge?.commit;
    return state && to !== undefined ? { from: state.head, to } : undefined;
  }
}
