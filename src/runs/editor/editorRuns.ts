import path from 'node:path';
import { isOver } from '../../core/model/isOver.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import { draftObstacle } from '../../core/gates/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../../core/model/gateDraft.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { Strategy } from '../../core/model/revision.ts';
import type { RunState } from '../../core/model/state.ts';
import { count } from '../../core/words/labels.ts';
import { decideThroughDriver } from '../../engine/askDriver.ts';
import { decideGate } from '../../engine/decisions.ts';
import type { Answer, Choice, RunChange, RunService, RunSummary } from '../../ports/runService.ts';
import { requestWords } from '../../decisions/requests.ts';
import { startRun } from '../../engine/openRun.ts';
import { Emitter } from '../../util/emitter.ts';
import { errorMessage } from '../../util/errors.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import { newRunId } from '../shared/runId.ts';
import { launchPlan } from '../planning/launchPlan.ts';
import type { KnownRun } from '../find/knownRuns.ts';
import { lendersOf } from '../find/lenders.ts';
import { OpenedRun } from './openedRun.ts';
import { nothingOpen, RunAsks } from './runAsks.ts';
import { worktreeOfSession } from './sessionWorktree.ts';
import { RunDrafts } from './runDrafts.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { EditorMachine } from './editorMachine.ts';
import type { EditorParts } from './editorParts.ts';
import { EditorRunList } from './editorRunList.ts';
import { EditorRecords } from './editorRecords.ts';
import { EditorPlans } from './editorPlans.ts';
import type { EditorTeam } from './editorTeam.ts';
import { EditorTries } from './editorTries.ts';
import type { OpenPlace } from './editorTries.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** The engine for an editor: at most one run is open at a time, driven here or only shown. */
export class EditorRuns implements RunService {
  readonly plans: EditorPlans;
  readonly machine: EditorMachine;
  readonly tries = new EditorTries(
    () => this.#open(),
    async (folders) => this.#list.unfinished([...folders, ...(await lendersOf(folders))]),
  );
  readonly records: EditorRecords;
  readonly team: EditorTeam;
  readonly #parts: EditorParts;
  readonly #services: WorkerServices;
  readonly #changes = new Emitter<RunChange>();
  readonly #failures = new Emitter<string>();
  readonly #asked = new Emitter();
  readonly #run = new OpenedRun(
    (change) => this.#changed(change),
    (error) => this.#fail(error),
    () => this.#asked.emit(),
  );
  readonly #asks: RunAsks;
  readonly #list: EditorRunList;
  readonly #draftChanges = new Emitter();
  readonly #drafts = new RunDrafts(
    () => this.#draftChanges.emit(),
    (error) => this.#fail(error),
  );

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#services = parts.services;
    this.#asks = new RunAsks(this.#run, parts.services);
    this.team = parts.team;
    this.#list = new EditorRunList(parts);
    this.plans = new EditorPlans(parts, () => this.planOnDiskChanged());
    this.machine = new EditorMachine(parts);
    this.records = new EditorRecords(
      parts,
      () => {
        const open = this.#run.driven ?? this.#run.shown;
        return open && { repository: open.repository, events: this.#run.events, layout: open.layout };
      },
      (run, moves, work) => this.#run.inTurn(() => this.#released(run, moves, work)),
    );
  }

  state(): RunState | undefined {
    return this.#run.state;
  }

  events(): readonly Recorded[] {
    return this.#run.events;
  }

  planFile(): string | undefined {
    return (this.#run.driven ?? this.#run.shown)?.planPath;
  }

  ownKey(): string | undefined {
    return (this.#run.driven ?? this.#run.shown)?.ports.signer.publicKey;
  }

  drivenElsewhere(): string | undefined {
    return this.#run.shown?.drivenElsewhere;
  }

  onDidChange(listener: (change: RunChange) => void): { dispose(): void } {
    return this.#changes.on(listener);
  }

  /** Requests of other tools and processes at the gates of the open run, in words for people. */
  requests(): readonly { readonly gate: string; readonly words: string }[] {
    return this.#run.requests.map((request) => ({ gate: request.gate, words: requestWords(request) }));
  }

  onDidAsk(listener: () => void): { dispose(): void } {
    return this.#asked.on(listener);
  }

  onDidFail(listener: (message: string) => void): { dispose(): void } {
    return this.#failures.on(listener);
  }

  /** @throws RunError, WorkspaceError, JournalError, LayoutError: messages for people */
  startRun(planPath: string): Promise<void> {
    return this.#run.inTurn(async () => {
      const state = this.state();
      if (state !== undefined && !isOver(state.phase)) {
        throw new Error(
          `A run of "${state.plan.plan.title}" is under way. Finish or stop it before you start another.`,
        );
      }
      const { plan, problems, checkout } = await launchPlan(this.#services, planPath, {
        folder: path.dirname(planPath),
        named: false,
        agent: this.#parts.agent?.() || undefined,
      });
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) {
        throw new Error(
          `${path.basename(planPath)} has ${count(errors.length, 'error')}, so it cannot run yet. First: ${errors[0]?.message}`,
        );
      }
      const where = (await this.team.shown()) === undefined ? 'files' : 'database';
      const composed = await this.#parts.makeEngine(checkout, planPath, plan?.worktree.root, where);
      await composed.requirePlaces();
      await this.#run.adopt(composed, planPath, await startRun(newRunId(systemClock.now()), composed.ports));
    });
  }

  resume(folders: readonly string[]): Promise<void> {
    return this.#run.inTurn(async () => {
      if (this.state() !== undefined) return;
      const chosen = await this.#list.toResume(folders, (file) => this.tries.runOf(file, folders));
      if (chosen !== undefined) await this.#openKnown(chosen);
    });
  }

  listRuns(folders: readonly string[]): Promise<readonly RunSummary[]> {
    return this.#list.summaries(folders);
  }

  /** Shows the run where another process drives it. @throws Error when no such run is known */
  openRun(run: string, folders: readonly string[]): Promise<void> {
    return this.#run.inTurn(async () => {
      if (this.state()?.run === run) return;
      const places = [...folders, ...(await lendersOf(folders))];
      const found = (await this.#list.known(places)).find((known) => known.run === run);
      if (found === undefined) throw new Error(`Run ${run} is not among the runs of this workspace's repositories.`);
      await this.#openKnown(found);
    });
  }

  async decide(choice: Choice): Promise<Answer> {
    const shownGate = this.state()?.gates[choice.gate];
    return this.#asks.act(
      ({ engine, ports }, who) => decideGate(engine, ports, { ...choice, who }),
      async (driver, who) =>
        shownGate === undefined
          ? { refused: `There is no gate ${choice.gate} in run ${driver.run}.` }
          : decideThroughDriver(driver, { ...choice, who }, shownGate),
    );
  }

  drafts(): readonly DraftEntry[] {
    return this.#drafts.entries;
  }

  onDidChangeDrafts(listener: () => void): { dispose(): void } {
    return this.#draftChanges.on(listener);
  }

  /** Also where another process drives the run: nothing is decided by it. */
  async changeDraft(gate: string, change: DraftChange): Promise<Answer> {
    const state = this.state();
    if (state === undefined) return nothingOpen;
    const refused = draftObstacle(state, gate);
    if (refused !== undefined) return { refused };
    await this.#drafts.add({ gate, change });
    return {};
  }

  triage(finding: string, triage: Triage, note = ''): Promise<Answer> {
    return this.#asks.ask({ type: 'triage-finding', finding, triage, ...(note === '' ? {} : { note }) });
  }

  specIsWrong(finding: string, says: string): Promise<Answer> {
    return this.#asks.ask({ type: 'triage-finding', finding, triage: 'out', note: says, wrongSpec: true });
  }

  reopen(gate: string): Promise<Answer> {
    return this.#asks.ask({ type: 'reopen-gate', gate });
  }

  stop(reason: string): Promise<Answer> {
    return this.#asks.ask({ type: 'stop-run', reason });
  }

  stopSession(session: string): Promise<void> {
    return this.#asks.session(session, (executor, key) => executor.stop(key));
  }

  takeOver(session: string): Promise<void> {
    return this.#asks.session(session, (executor, key) => executor.takeOver(key));
  }

  handBack(session: string): Promise<void> {
    return this.#asks.session(session, (executor, key) => executor.handBack(key));
  }

  statuses(): ReadonlyMap<string, SessionStatus> {
    return this.#run.statuses;
  }

  proposeAdaptation(strategy: Strategy, task: string, diagnosis: string): Promise<Answer> {
    return this.#asks.ask({ type: 'adapt', strategy, task, diagnosis });
  }

  mergeBase(branch?: string): Promise<Answer> {
    return this.#asks.ask({ type: 'merge-base', ...(branch === undefined ? {} : { branch }) });
  }

  retry(): Promise<Answer> {
    return this.#asks.ask({ type: 'retry-wave' });
  }

  acceptBaseline(note: string): Promise<Answer> {
    return this.#asks.ask({ type: 'accept-baseline', note });
  }

  takeBackAnswer(task: string): Promise<Answer> {
    return this.#asks.ask({ type: 'take-back-answer', task });
  }

  /** Drives the run that is only shown, if the process that drove it has released it. */
  claim(): Promise<void> {
    return this.#run.claim();
  }

  planOnDiskChanged(): void {
    this.#run.observePlanFile();
  }

  async fileAt(commit: string, file: string): Promise<string | undefined> {
    return (this.#run.driven ?? this.#run.shown)?.ports.workspaces.fileAt(commit, file);
  }

  watchSession(session: string): Promise<string> {
    return this.#asks.session(session, (executor, key) => executor.watch(key, this.#run.left));
  }

  async worktreeOf(session: string): Promise<string | undefined> {
    const layout = (this.#run.driven ?? this.#run.shown)?.layout;
    return worktreeOfSession(layout, this.state(), session);
  }

  /** Stops driving; sessions continue in their own processes. */
  async dispose(): Promise<void> {
    this.#drafts.follow(undefined);
    this.#draftChanges.clear();
    this.#changes.clear();
    this.#failures.clear();
    this.#asked.clear();
    await this.#run.inTurn(() => this.#run.close());
  }

  async #openKnown({ run, repository, state, team, problem = '' }: KnownRun): Promise<void> {
    if (state === undefined && team !== undefined) throw new Error(problem);
    if (state === undefined)
      throw new Error(`The journal of run ${run} cannot be read. Look at it with "wavegate verify".`);
    const where = team === undefined ? 'files' : 'database';
    const planPath = path.join(repository, ...state.plan.file.split('/'));
    const composed = await this.#parts.makeEngine(repository, planPath, state.plan.plan.worktree.root, where);
    await this.#run.open(composed, planPath, run);
  }

  /** Only in turn. */
  async #released<T>(run: string, moves: boolean, work: () => Promise<T>): Promise<T> {
    const driven = this.#run.driven;
    if (driven === undefined || driven.engine.state.run !== run) return work();
    await this.#run.close();
    let isHere = true;
    try {
      const done = await work();
      isHere = !moves;
      return done;
    } finally {
      if (isHere) await this.#run.open(driven, driven.planPath, run);
      else this.#changed({ state: undefined, events: [] });
    }
  }

  /** The open run, with where its things are on this machine. */
  #open(): OpenPlace | undefined {
    const state = this.state();
    const opened = this.#run.driven ?? this.#run.shown;
    return state === undefined || opened === undefined ? undefined : { run: state.run, ...opened };
  }

  #changed(change: RunChange): void {
    const { state } = change;
    const { layout } = this.#run.driven ?? this.#run.shown ?? {};
    if (state !== undefined && layout !== undefined) this.#drafts.follow(layout.draftsFile(state.run));
    this.#changes.emit(change);
  }

  #fail(error: unknown): void {
    this.#failures.emit(errorMessage(error));
  }
}
