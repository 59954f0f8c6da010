import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parsePlan } from '../core/plan/parsePlan.ts';
import type { Triage } from '../core/plan/schema.ts';
import type { Recorded } from '../core/run/events.ts';
import type { Channel, FileComment, Strategy, Verdict } from '../core/run/model.ts';
import type { RunState } from '../core/run/state.ts';
import { planDiagram } from '../core/views/planDiagram.ts';
import { createSecretSigner } from '../decisions/signers.ts';
import type { SecretPlace } from '../decisions/signers.ts';
import { decideGate } from '../engine/decisions.ts';
import { openRun, startRun } from '../engine/openRun.ts';
import { observePlanFile, proposeAdaptation } from '../engine/planWatch.ts';
import type { RunEngine } from '../engine/runEngine.ts';
import { gitLine } from '../git/runGit.ts';
import type { SessionStanding } from '../ports/executor.ts';
import type { Signer } from '../ports/signer.ts';
import type { FolderSettings } from '../state/roots.ts';
import { composeEngine, locate } from './engine.ts';
import type { ComposedEngine } from './engine.ts';
import { checkEnvironment } from './environmentCheck.ts';
import { followEvents } from './followEvents.ts';
import type { FollowedEvents } from './followEvents.ts';
import { newRunId } from './runId.ts';
import { isOver, knownRuns } from './knownRuns.ts';
import type { KnownRun } from './knownRuns.ts';
import { systemClock } from './systemClock.ts';

/** What the editor lends the engine. */
export interface EditorSetup {
  /** The session host's program. Absolute. */
  readonly hostProgram: string;
  readonly settings: FolderSettings;
  /** Where the signing key is kept: out of reach of every process the engine starts. */
  readonly secrets: SecretPlace;
}

interface OpenRun extends ComposedEngine {
  readonly engine: RunEngine;
  readonly followed: FollowedEvents;
  readonly planPath: string;
}

interface Change {
  readonly state: RunState | undefined;
  readonly events: readonly Recorded[];
}

interface Answer {
  readonly refused?: string;
}

const nothingOpen: Answer = { refused: 'No run is open. Start one from a plan, or open an earlier one.' };

/** The engine for an editor: at most one run is open and driven at a time. */
export function createRunService(setup: EditorSetup): EditorRuns {
  return new EditorRuns(setup);
}

class EditorRuns {
  readonly #setup: EditorSetup;
  readonly #changeListeners = new Set<(change: Change) => void>();
  readonly #failListeners = new Set<(message: string) => void>();
  #signer: Promise<Signer> | undefined;
  #open: OpenRun | undefined;
  readonly #standings = new Map<string, SessionStanding>();

  constructor(setup: EditorSetup) {
    this.#setup = setup;
  }

  state(): RunState | undefined {
    return this.#open?.engine.state;
  }

  events(): readonly Recorded[] {
    return this.#open?.followed.events() ?? [];
  }

  planFile(): string | undefined {
    return this.#open?.planPath;
  }

  onDidChange(listener: (change: Change) => void): { dispose(): void } {
    this.#changeListeners.add(listener);
    return { dispose: () => this.#changeListeners.delete(listener) };
  }

  onDidFail(listener: (message: string) => void): { dispose(): void } {
    this.#failListeners.add(listener);
    return { dispose: () => this.#failListeners.delete(listener) };
  }

  /** @throws RunError, WorkspaceError, JournalError, LayoutError: messages for people */
  async startRun(planPath: string): Promise<void> {
    const state = this.state();
    if (state !== undefined && !isOver(state)) {
      throw new Error(`A run of "${state.plan.plan.title}" is under way. Finish or stop it before you start another.`);
    }
    const { plan } = parsePlan(await readFile(planPath, 'utf8'));
    const composed = await this.#compose(path.dirname(planPath), planPath, plan?.worktree.root);
    await this.#adopt(composed, planPath, await startRun(newRunId(systemClock.now()), composed.ports));
  }

  async resume(folders: readonly string[]): Promise<void> {
    const known = await knownRuns(folders, this.#setup.settings);
    const unfinished = known.find(({ state }) => state !== undefined && !isOver(state));
    if (unfinished !== undefined && this.#open === undefined) await this.#openKnown(unfinished);
  }

  async listRuns(
    folders: readonly string[],
  ): Promise<readonly { run: string; title: string; standing: string; modifiedAt: number }[]> {
    const known = await knownRuns(folders, this.#setup.settings);
    return known.map(({ run, state, problem, modifiedAt }) => ({
      run,
      title: state?.plan.plan.title ?? run,
      standing: state?.phase ?? problem ?? 'empty',
      modifiedAt,
    }));
  }

  /** @throws Error when no such run is known; JournalError `in-use` when another process drives it */
  async openRun(run: string, folders: readonly string[]): Promise<void> {
    if (this.state()?.run === run) return;
    const found = (await knownRuns(folders, this.#setup.settings)).find((known) => known.run === run);
    if (found === undefined) throw new Error(`Run ${run} is not among the runs of this workspace's repositories.`);
    await this.#openKnown(found);
  }

  async decide(choice: {
    readonly gate: string;
    readonly verdict: Verdict;
    readonly note: string;
    readonly channel: Channel;
    readonly answers?: Readonly<Record<string, string>>;
    readonly comments?: readonly FileComment[];
  }): Promise<Answer> {
    const open = this.#open;
    return open === undefined
      ? nothingOpen
      : decideGate(open.engine, open.ports, { ...choice, who: await this.#who() });
  }

  async triage(finding: string, triage: Triage): Promise<Answer> {
    const who = await this.#who();
    return this.#open?.engine.submit({ type: 'triage-finding', finding, triage, who }) ?? nothingOpen;
  }

  async reopen(gate: string): Promise<Answer> {
    const who = await this.#who();
    return this.#open?.engine.submit({ type: 'reopen-gate', gate, who }) ?? nothingOpen;
  }

  async stop(reason: string): Promise<Answer> {
    const who = await this.#who();
    return this.#open?.engine.submit({ type: 'stop-run', who, reason }) ?? nothingOpen;
  }

  async stopSession(session: string): Promise<void> {
    const open = this.#open;
    const epoch = open?.engine.state.sessions[session]?.epoch;
    if (open !== undefined && epoch !== undefined) await open.ports.executor.stop(session, epoch);
  }

  async takeOver(session: string): Promise<void> {
    const open = this.#open;
    const epoch = open?.engine.state.sessions[session]?.epoch;
    if (open !== undefined && epoch !== undefined) await open.ports.executor.takeOver(session, epoch);
  }

  async handBack(session: string): Promise<void> {
    const open = this.#open;
    const epoch = open?.engine.state.sessions[session]?.epoch;
    if (open !== undefined && epoch !== undefined) await open.ports.executor.handBack(session, epoch);
  }

  standings(): ReadonlyMap<string, SessionStanding> {
    return this.#standings;
  }

  async proposeAdaptation(strategy: Strategy, task: string): Promise<Answer> {
    const open = this.#open;
    return open === undefined ? nothingOpen : proposeAdaptation(open.engine, open.ports, strategy, task);
  }

  async retry(): Promise<Answer> {
    const who = await this.#who();
    return this.#open?.engine.submit({ type: 'retry-wave', who }) ?? nothingOpen;
  }

  planOnDiskChanged(): void {
    const open = this.#open;
    if (open !== undefined) observePlanFile(open.engine, open.ports).catch((error: unknown) => this.#fail(error));
  }

  async fileAt(commit: string, file: string): Promise<string | undefined> {
    return this.#open?.ports.workspaces.fileAt(commit, file);
  }

  sessionFolder(session: string): string {
    const open = this.#open;
    const epoch = open?.engine.state.sessions[session]?.epoch;
    if (open === undefined || epoch === undefined) throw new Error(`There is no session ${session} in the open run.`);
    return open.layout.sessionFolder(open.engine.state.run, session, epoch);
  }

  diagram(source: string): { readonly title: string; readonly text: string } | undefined {
    const { plan } = parsePlan(source);
    return plan && { title: plan.title, text: planDiagram(plan) };
  }

  checkEnvironment(folders: readonly string[]): ReturnType<typeof checkEnvironment> {
    return checkEnvironment(folders, this.#setup.settings);
  }

  /** Stops driving; sessions go on in their own processes. */
  async dispose(): Promise<void> {
    this.#changeListeners.clear();
    this.#failListeners.clear();
    await this.#close();
  }

  async #openKnown({ run, repository, state }: KnownRun): Promise<void> {
    if (state === undefined)
      throw new Error(`The journal of run ${run} cannot be read. Look at it with "wavegate verify".`);
    const planPath = path.join(repository, ...state.plan.file.split('/'));
    const composed = await this.#compose(repository, planPath, state.plan.plan.worktree.root);
    // The open run lets go of its journal first: the same process cannot hold two leases of one run.
    await this.#close();
    await this.#adopt(composed, planPath, await openRun(run, composed.ports));
    this.planOnDiskChanged();
  }

  async #adopt(composed: ComposedEngine, planPath: string, engine: RunEngine): Promise<void> {
    await this.#close();
    const followed = await followEvents(engine, composed.ports.journals, (events, state) =>
      this.#tell({ state, events }),
    );
    engine.subscribe({
      onTrouble: (message) => this.#fail(new Error(message)),
      onStanding: (session, standing) => this.#standings.set(session, standing),
    });
    this.#open = { ...composed, planPath, engine, followed };
    this.#tell({ state: engine.state, events: [] });
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#standings.clear();
    await open?.engine.close();
  }

  /** @param worktreeRoot the plan's own folder for worktrees, absolute or relative to the repository */
  async #compose(folder: string, planPath: string, worktreeRoot: string | undefined): Promise<ComposedEngine> {
    const { hostProgram, secrets } = this.#setup;
    this.#signer ??= createSecretSigner(secrets);
    const signer = await this.#signer;
    let { settings } = this.#setup;
    if (worktreeRoot !== undefined && settings.worktreeRoot === undefined) {
      const { repository } = await locate(folder, settings);
      settings = { ...settings, worktreeRoot: path.resolve(repository, worktreeRoot) };
    }
    return composeEngine({ folder, planPath, signer, settings, hostProgram });
  }

  /** The name decisions carry: the one git would put on a commit here, else the account's. */
  async #who(): Promise<string> {
    const folder = this.#open?.repository;
    const name = folder === undefined ? '' : await gitLine(['config', 'user.name'], { folder }).catch(() => '');
    return name === '' ? os.userInfo().username : name;
  }

  #tell(change: Change): void {
    for (const listener of this.#changeListeners) listener(change);
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    for (const listener of this.#failListeners) listener(message);
  }
}
