import type { DraftChange } from '../../core/model/gateDraft.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import type { Strategy, Verdict } from '../../core/model/terms.ts';
import { latestGate } from '../../core/queries/runQueries.ts';
import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import type { TaskView } from '../../protocol/board.ts';
import type { BoardHandler } from './boardHandler.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { showChanges, showFileChange } from '../content/showChanges.ts';
import { commands } from '../shared/contributions.ts';
import type { CommandId } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { Answer } from '../../ports/runService.ts';
import type { Subject } from '../tree/treeNode.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

const labelOf = ({ revision }: { readonly revision: number }): string => `revision ${revision}`;

const otherRun: Answer = { refused: 'Another run is open now. Look at the board again.' };

/** Carries out what a person asks on the board: decisions through the run, the rest through the editor's own commands. */
export class BoardActions implements BoardHandler {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
  }

  snapshot(run: string): BoardSnapshot | string {
    const { snapshot } = this.#run;
    if (snapshot === undefined)
      return 'No run is open. Open a plan and start one, or choose an earlier run in the History view.';
    return snapshot.run === run || run === ''
      ? snapshot
      : 'This run is not the open one. Choose it in the History view.';
  }

  async changeDraft(run: string, gate: string, change: DraftChange): Promise<Answer> {
    return this.#isOpen(run) ? this.#run.changeDraft(gate, change) : otherRun;
  }

  async decide(run: string, gate: string, verdict: Verdict): Promise<Answer> {
    if (!this.#isOpen(run)) return otherRun;
    const service = await this.#run.service();
    const { note, answers, comments } = this.#run.draftOf(gate);
    const choice = { gate, verdict, note: note.trim(), channel: 'board', answers } as const;
    return service.decide(comments.length > 0 && verdict !== 'hold' ? { ...choice, comments } : choice);
  }

  async reopen(run: string, gate: string): Promise<Answer> {
    return this.#isOpen(run) ? (await this.#run.service()).reopen(gate) : otherRun;
  }

  openFinding(run: string, finding: string): Promise<Answer> {
    return this.#command(run, commands.openFinding, { kind: 'finding', finding });
  }

  async triage(run: string, finding: string, triage: Triage): Promise<Answer> {
    return this.#isOpen(run) ? (await this.#run.service()).triage(finding, triage) : otherRun;
  }

  openTask(run: string, wave: string, task: string, view: TaskView): Promise<Answer> {
    const session = this.#run.state?.waves[wave]?.tasks[task];
    if (session === undefined)
      return Promise.resolve({ refused: 'This task has no session yet: its wave has not been opened.' });
    const byView = {
      terminal: commands.openTerminal,
      diff: commands.showSessionDiff,
      directive: commands.showDirective,
    } as const;
    return this.#command(run, byView[view], { kind: 'session', session });
  }

  async openChanges(run: string, wave: string, path: string | undefined): Promise<Answer> {
    const { state } = this.#run;
    if (!this.#isOpen(run) || state === undefined) return otherRun;
    const live = state.waves[wave];
    const to = live?.merge?.commit;
    if (live === undefined || to === undefined) return { refused: 'This wave has not been merged yet.' };
    const title = `Changes of ${wave}`;
    const { changes } = live.merge ?? { changes: [] };
    if (path === undefined) {
      await showChanges(this.#vscode, this.#documents, { title, from: live.base, to, files: changes });
      return {};
    }
    const file = changes.find((change) => change.path === path);
    if (file === undefined) return { refused: `${path} is not among the changes of this wave.` };
    await showFileChange(this.#vscode, this.#documents, { title: `${path} (${title})`, from: live.base, to, file });
    return {};
  }

  launch(run: string, wave: string): Promise<Answer> {
    const gate = this.#run.state && latestGate(this.#run.state, 'launch', wave);
    if (gate?.status !== 'pending') return Promise.resolve({ refused: 'This wave does not wait for its launch.' });
    return this.#command(run, commands.launchWave, { kind: 'gate', gate: gate.id });
  }

  async propose(run: string, strategy: Strategy, task: string, diagnosis: string): Promise<Answer> {
    if (!this.#isOpen(run)) return otherRun;
    const answer = await (await this.#run.service()).proposeAdaptation(strategy, task, diagnosis);
    if (answer.refused === undefined) await this.#vscode.commands.executeCommand(commands.showPlanChange);
    return answer;
  }

  async retry(run: string): Promise<Answer> {
    return this.#isOpen(run) ? (await this.#run.service()).retry() : otherRun;
  }

  async acceptBaseline(run: string, note: string): Promise<Answer> {
    return this.#isOpen(run) ? (await this.#run.service()).acceptBaseline(note) : otherRun;
  }

  async openPlan(run: string, revision: number | undefined): Promise<Answer> {
    const { state, planFile } = this.#run;
    if (!this.#isOpen(run) || state === undefined) return otherRun;
    if (revision === undefined && planFile !== undefined) {
      await this.#vscode.window.showTextDocument(this.#vscode.Uri.file(planFile));
      return {};
    }
    const index = state.revisions.findIndex((candidate) => candidate.revision === (revision ?? state.plan.revision));
    const chosen = state.revisions[index];
    if (chosen === undefined) return { refused: `The plan has no revision ${revision ?? ''}.` };
    const before = state.revisions[index - 1];
    const path = state.plan.file;
    const right = this.#documents.uri({ kind: 'plan', path, hash: chosen.hash, label: labelOf(chosen) });
    if (before === undefined) {
      await this.#documents.show({ kind: 'plan', path, hash: chosen.hash, label: labelOf(chosen) });
      return {};
    }
    const left = this.#documents.uri({ kind: 'plan', path, hash: before.hash, label: labelOf(before) });
    await this.#vscode.commands.executeCommand('vscode.diff', left, right, `Plan: revision ${chosen.revision}`);
    return {};
  }

  openPullRequest(run: string): Promise<Answer> {
    return this.#command(run, commands.showPullRequest);
  }

  showDiagram(run: string): Promise<Answer> {
    return this.#command(run, commands.showDiagram);
  }

  async #command(run: string, command: CommandId, subject?: Subject): Promise<Answer> {
    if (!this.#isOpen(run)) return otherRun;
    await this.#vscode.commands.executeCommand(command, subject === undefined ? undefined : { subject });
    return {};
  }

  #isOpen(run: string): boolean {
    return this.#run.state?.run === run;
  }
}
