import type { Verdict } from '../../core/model/gate.ts';
import { resultChanges, riskiestFirst } from '../../core/gates/resultChanges.ts';
import { latestGate } from '../../core/queries/runQueries.ts';
import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import type { BoardIntent, TaskView } from '../../protocol/board.ts';
import { runCommand } from '../shared/commandTargets.ts';
import type { KindFor } from '../shared/commandTargets.ts';
import type { SubjectOf } from '../shared/commandTargets.ts';
import { handleIntent } from './boardHandler.ts';
import type { BoardHandler, HandledIntent, IntentHandlers } from './boardHandler.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { showChanges, showFileChange } from '../content/showChanges.ts';
import { commands } from '../shared/contributions.ts';
import type { CommandId } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { Answer } from '../../ports/runService.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

const labelOf = ({ revision }: { readonly revision: number }): string => `revision ${revision}`;

const otherRun: Answer = { refused: 'Another run is open now. Look at the board again.' };

/** Carries out what a person asks on the board: decisions through the run, the rest through the editor's own commands. */
export class BoardActions implements BoardHandler {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;

  readonly #handlers: IntentHandlers = {
    draft: ({ gate, change }) => this.#run.changeDraft(gate, change),
    decide: ({ gate, verdict }) => this.#decide(gate, verdict),
    reopen: async ({ gate }) => (await this.#run.service()).reopen(gate),
    'open-finding': ({ finding }) => this.#command(commands.openFinding, { kind: 'finding', finding }),
    triage: (intent) => this.#triage(intent),
    'wrong-spec': ({ finding }) => this.#command(commands.specIsWrong, { kind: 'finding', finding }),
    'open-task': (intent) => this.#openTask(intent),
    'open-changes': ({ wave, file }) => this.#openChanges(wave, file),
    launch: ({ wave }) => this.#launch(wave),
    propose: (intent) => this.#propose(intent),
    retry: async () => (await this.#run.service()).retry(),
    'accept-baseline': async ({ note }) => (await this.#run.service()).acceptBaseline(note),
    'open-plan': ({ revision }) => this.#openPlan(revision),
    'open-pull-request': () => this.#command(commands.showPullRequest),
    'show-diagram': () => this.#command(commands.showDiagram),
  };

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

  async handle(run: string, intent: HandledIntent): Promise<Answer> {
    return this.#run.state?.run === run ? handleIntent(this.#handlers, intent) : otherRun;
  }

  /** The editor's own commands ask for the answer that a reviewer gets. */
  async #triage({ finding, triage }: BoardIntent<'triage'>): Promise<Answer> {
    const isComment = this.#run.snapshot?.findings.some(({ id, source }) => id === finding && source === 'forge');
    if (isComment === true && triage !== 'in') {
      const command = triage === 'out' ? commands.triageOut : commands.triageDeferred;
      return this.#command(command, { kind: 'finding', finding });
    }
    return (await this.#run.service()).triage(finding, triage);
  }

  async #decide(gate: string, verdict: Verdict): Promise<Answer> {
    const service = await this.#run.service();
    const { note, answers, comments } = this.#run.draftOf(gate);
    const choice = { gate, verdict, note: note.trim(), channel: 'board', answers } as const;
    return service.decide(comments.length > 0 && verdict !== 'hold' ? { ...choice, comments } : choice);
  }

  async #openTask({ wave, task, view }: BoardIntent<'open-task'>): Promise<Answer> {
    const session = this.#run.state?.waves[wave]?.tasks[task];
    if (session === undefined) return { refused: 'This task has no session yet: its wave has not been opened.' };
    return this.#command(viewCommands[view], { kind: 'session', session });
  }

  async #openChanges(wave: string, path: string | undefined): Promise<Answer> {
    if (wave === '') return this.#openResult(path);
    const live = this.#run.state?.waves[wave];
    const to = live?.merge?.commit;
    if (live === undefined || to === undefined) return { refused: 'This wave has not been merged yet.' };
    const title = `Changes of ${wave}`;
    const { changes } = live.merge ?? { changes: [] };
    if (path === undefined) {
      await showChanges(this.#vscode, this.#documents, { title, from: live.base, to, files: riskiestFirst(changes) });
      return {};
    }
    const file = changes.find((change) => change.path === path);
    if (file === undefined) return { refused: `${path} is not among the changes of this wave.` };
    await showFileChange(this.#vscode, this.#documents, { title: `${path} (${title})`, from: live.base, to, file });
    return {};
  }

  /** A file of all that the run has committed, or all of them. */
  async #openResult(path: string | undefined): Promise<Answer> {
    const state = this.#run.state;
    if (path === undefined || state === undefined) return this.#command(commands.showResult);
    const file = resultChanges(state).find((change) => change.path === path);
    if (file === undefined) return { refused: `${path} is not among the changes of the run.` };
    const title = `${path} (${state.plan.plan.title})`;
    await showFileChange(this.#vscode, this.#documents, { title, from: state.base.commit, to: state.head, file });
    return {};
  }

  async #launch(wave: string): Promise<Answer> {
    const gate = this.#run.state && latestGate(this.#run.state, 'launch', wave);
    if (gate?.status !== 'pending') return { refused: 'No launch gate is pending for this wave.' };
    return this.#command(commands.launchWave, { kind: 'gate', gate: gate.id });
  }

  async #propose({ strategy, task, diagnosis }: BoardIntent<'propose'>): Promise<Answer> {
    const answer = await (await this.#run.service()).proposeAdaptation(strategy, task, diagnosis);
    if (answer.refused === undefined) await runCommand(this.#vscode, commands.showPlanChange);
    return answer;
  }

  async #openPlan(revision: number | undefined): Promise<Answer> {
    const { state, planFile } = this.#run;
    if (state === undefined) return otherRun;
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

  async #command<Id extends CommandId>(command: Id, subject?: SubjectOf<KindFor<Id>>): Promise<Answer> {
    await runCommand(this.#vscode, command, subject);
    return {};
  }
}

const viewCommands = {
  terminal: commands.openTerminal,
  diff: commands.showSessionDiff,
  directive: commands.showDirective,
} as const satisfies Record<TaskView, CommandId>;
