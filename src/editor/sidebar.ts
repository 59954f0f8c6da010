import { markName } from '../core/gates/fileMarks.ts';
import { gateTitle } from '../core/views/boardGates.ts';
import { decisionsToMake } from '../core/views/decisionsToMake.ts';
import type { RunState } from '../core/model/state.ts';
import type { BoardSnapshot } from '../core/model/boardModel.ts';
import { count } from '../core/words/labels.ts';
import type { CommandRegistry } from './shared/commandRegistry.ts';
import { commands, contextKeys, views } from './shared/contributions.ts';
import { notify } from './shared/messages.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import type { RunConnection } from './shared/runConnection.ts';
import type { RunSummary } from '../ports/runService.ts';
import { NodeTreeView } from './tree/treeView.ts';
import type { TreeNode } from './tree/treeNode.ts';
import { findingsTree } from './views/findingsTree.ts';
import { gatesTree } from './views/gatesTree.ts';
import { historyTree } from './views/historyTree.ts';
import { runsTree } from './views/runsTree.ts';
import { runUsageText } from './views/sessionUsage.ts';
import { sessionsTree } from './views/sessionsTree.ts';
import type { VSCode } from './shared/vscodeTypes.ts';
import { workspaceFolders } from './shared/workspaceFolders.ts';

/** Interval at which running clocks are drawn, in milliseconds. */
const tick = 1000;

/** Interval at which other runs are looked at while the window has the focus, in milliseconds: they go on elsewhere. */
const lookAgain = 10_000;

/** The views of the sidebar, kept in step with the run. */
export class Sidebar {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #gates: NodeTreeView;
  readonly #sessions: NodeTreeView;
  readonly #history: NodeTreeView;
  readonly #runsView: NodeTreeView;
  readonly #findings: NodeTreeView;
  #onlyUnmarked = false;
  #runs: readonly RunSummary[] = [];
  #runsRead = false;
  #reading = false;
  #endProgress: (() => void) | undefined;

  /** @param needed called when a person looks at a view, which is when a run is worth looking for */
  constructor(vscode: VSCode, run: RunConnection, needed: () => void) {
    this.#vscode = vscode;
    this.#run = run;
    const view = (id: (typeof views)[keyof typeof views], read: () => readonly TreeNode[]): NodeTreeView =>
      this.#store.add(new NodeTreeView(vscode, id, read, (node, checked) => void this.#check(node, checked)));
    this.#gates = view(views.gates, () => this.#gateNodes());
    this.#sessions = view(views.sessions, () => this.#sessionNodes());
    this.#findings = view(views.findings, () => this.#findingNodes());
    this.#history = view(views.history, () => this.#historyNodes());
    this.#runsView = view(views.runs, () => runsTree(this.#runsNow(), this.#run.state?.run, Date.now()));

    const all = [this.#gates, this.#sessions, this.#findings, this.#runsView, this.#history];
    for (const { view: shown } of all) {
      this.#store.add(shown.onDidChangeVisibility(({ visible }) => visible && needed()));
    }
    this.#store.add(run.onDidChange(({ events }) => this.#refresh(all, events.length === 0)));
    this.#store.add(run.onDidAsk(() => this.#gates.refresh()));
    this.#store.add(run.onDidChangeDrafts(() => this.#gates.refresh()));
    this.#store.add(this.#runsView.view.onDidChangeVisibility(({ visible }) => visible && this.#readRuns()));
    const clock = setInterval(() => this.#drawClocks(), tick);
    this.#store.add({ dispose: () => clearInterval(clock) });
    const look = setInterval(() => this.#lookAgain(), lookAgain);
    this.#store.add({ dispose: () => clearInterval(look) });
    this.#store.add(vscode.window.onDidChangeWindowState(() => this.#lookAgain()));
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.showUnmarked, () => this.#filter(true));
    registry.register(commands.showAllFindings, () => this.#filter(false));
  }

  async #filter(onlyUnmarked: boolean): Promise<void> {
    this.#onlyUnmarked = onlyUnmarked;
    this.#findings.refresh();
    await this.#vscode.commands.executeCommand('setContext', contextKeys.findingsFiltered, onlyUnmarked);
  }

  /** A tick says that a file was looked at and is OK; without it, that there is no verdict. */
  async #check({ subject }: TreeNode, checked: boolean): Promise<void> {
    if (subject?.kind !== 'file') return;
    const answer = { type: 'answer', name: markName(subject.file) } as const;
    const { refused } = await this.#run.changeDraft(subject.gate, checked ? { ...answer, value: 'ok' } : answer);
    if (refused === undefined) return;
    notify(this.#vscode, 'warning', refused);
    this.#gates.refresh();
  }

  #findingNodes(): readonly TreeNode[] {
    return findingsTree(this.#run.snapshot?.findings ?? [], this.#onlyUnmarked);
  }

  /** Findings whose rows are selected, those of selected groups too. */
  get selectedFindings(): readonly string[] {
    const subjects = this.#findings.view.selection.map(({ subject }) => subject);
    return subjects.flatMap((subject) => {
      if (subject?.kind === 'findings') return subject.findings;
      return subject?.kind === 'finding' ? [subject.finding] : [];
    });
  }

  /** Whether the person has the gates before their eyes. */
  get showsGates(): boolean {
    return this.#gates.view.visible && this.#vscode.window.state.focused;
  }

  #gateNodes(): readonly TreeNode[] {
    const { snapshot, state } = this.#run;
    if (snapshot === undefined || state === undefined) return [];
    const approved = Object.values(state.gates).filter(
      (gate) => gate.status === 'approved' && gate.voided === undefined,
    );
    return gatesTree({
      snapshot,
      approved,
      titleOf: (id) => titleOf(state, id),
      askedFor: (gate) => this.#run.askedFor(gate),
    });
  }

  #sessionNodes(): readonly TreeNode[] {
    const { state, statuses } = this.#run;
    if (state === undefined) return [];
    this.#sessions.view.description = runUsageText(state, statuses) ?? '';
    return sessionsTree(state, Date.now(), statuses);
  }

  #historyNodes(): readonly TreeNode[] {
    const timeText = (at: number): string => new Date(at).toLocaleString();
    return historyTree({ state: this.#run.state, events: this.#run.events, timeText });
  }

  /** @param opened another run is open now */
  #refresh(all: readonly NodeTreeView[], opened: boolean): void {
    for (const view of all) view.refresh();
    this.#drawBadge();
    this.#findings.view.description = markedText(this.#run.snapshot?.findings ?? []);
    const failed = failedNow(this.#run.snapshot);
    this.#sessions.view.badge =
      failed === 0 ? undefined : { value: failed, tooltip: `${count(failed, 'task')} of this wave failed` };
    this.#showProgress(this.#run.snapshot?.activity === 'moving');
    if (opened) void this.#readRuns();
  }

  /** Counts the decisions of all runs: one that is not open is not to be forgotten. */
  #drawBadge(): void {
    const here = this.#run.snapshot === undefined ? 0 : decisionsToMake(this.#run.snapshot);
    const elsewhere = this.#runs
      .filter(({ run }) => run !== this.#run.state?.run)
      .reduce((sum, { waiting }) => sum + waiting, 0);
    const other = elsewhere === 0 ? '' : `, ${elsewhere} of them in other runs`;
    this.#gates.view.badge =
      here + elsewhere === 0
        ? undefined
        : { value: here + elsewhere, tooltip: `${here + elsewhere} waiting for your decision${other}` };
  }

  /** Only once the runs were asked for: before, looking would load all that drives them. */
  #lookAgain(): void {
    if (this.#runsRead && this.#vscode.window.state.focused) void this.#readRuns();
  }

  /** The list is as old as its last reading, and the open run goes on. */
  #runsNow(): readonly RunSummary[] {
    const { snapshot } = this.#run;
    return this.#runs.map((summary) => {
      if (snapshot === undefined || summary.run !== snapshot.run) return summary;
      const { activity, headline } = snapshot;
      const state = activity === 'parked' ? 'waiting' : activity;
      return {
        ...summary,
        state,
        headline,
        waiting: decisionsToMake(snapshot),
        modifiedAt: this.#run.events.at(-1)?.at ?? summary.modifiedAt,
      };
    });
  }

  async #readRuns(): Promise<void> {
    if (!this.#vscode.workspace.isTrusted || this.#reading) return;
    this.#runsRead = true;
    this.#reading = true;
    try {
      const service = await this.#run.service();
      this.#runs = await service.listRuns(workspaceFolders(this.#vscode)).catch(() => []);
    } finally {
      this.#reading = false;
    }
    this.#runsView.refresh();
    this.#drawBadge();
  }

  #drawClocks(): void {
    if (!this.#sessions.view.visible) return;
    const running = Object.values(this.#run.state?.sessions ?? {}).some((session) => session.status === 'running');
    if (running) this.#sessions.refresh();
  }

  /** The moving bar at the top of the sessions while nothing waits for the person. */
  #showProgress(moving: boolean): void {
    if (moving === (this.#endProgress !== undefined)) return;
    this.#endProgress?.();
    this.#endProgress = undefined;
    if (!moving) return;
    const ended = new Promise<void>((resolve) => {
      this.#endProgress = resolve;
    });
    void this.#vscode.window.withProgress({ location: { viewId: views.sessions } }, () => ended);
  }

  dispose(): void {
    this.#endProgress?.();
    this.#store.dispose();
  }
}

/** Findings that were fixed or settled otherwise wait for no mark. */
function markedText(findings: BoardSnapshot['findings']): string {
  const open = findings.filter((finding) => finding.open && finding.triage === undefined).length;
  if (findings.length === 0) return '';
  return open === 0 ? `${findings.length}` : `${open} of ${findings.length} not marked`;
}

/** Tasks of the waves at hand whose sessions have failed. */
function failedNow(snapshot: BoardSnapshot | undefined): number {
  // What has failed in a run that is over asks for nothing any more.
  if (snapshot === undefined || snapshot.endedAt !== undefined) return 0;
  const waves = snapshot.waves.filter(({ progress }) => progress === 'current' || progress === 'failed');
  return waves.flatMap(({ tasks }) => tasks).filter(({ progress }) => progress === 'failed').length;
}

function titleOf(state: RunState, id: string): string {
  const gate = state.gates[id];
  return gate === undefined ? id : gateTitle(state, gate);
}
