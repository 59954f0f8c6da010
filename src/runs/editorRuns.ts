import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isOver } from '../core/model/isOver.ts';
import { matchesAny } from '../core/glob/globs.ts';
import { coveredIn, tasksFor } from '../core/planFixes/coverFinding.ts';
import { draftOf } from '../core/planRules/check/checkPlan.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import type { DriverId, PlanTask, Triage } from '../core/plan/schema/plan.ts';
import { openPlan } from '../core/planText/document/planDocument.ts';
import { draftObstacle } from '../core/gates/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../core/model/gateDraft.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import { replay } from '../core/run/evolve.ts';
import { count } from '../core/words/labels.ts';
import { planDiagram } from '../core/views/planDiagram.ts';
import type { Ask } from '../core/model/requests.ts';
import { askThroughDriver, decideThroughDriver } from '../engine/askDriver.ts';
import type { Driver } from '../engine/askDriver.ts';
import { decideGate } from '../engine/decisions.ts';
import { approverLine } from '../core/model/approvers.ts';
import type { Signer } from '../ports/signer.ts';
import type {
  Answer,
  Choice,
  DraftAsked,
  LeftBehind,
  OfferedPlan,
  ReviewedPlan,
  RunChange,
  RunService,
  RunSummary,
} from '../ports/runService.ts';
import type { FolderSettings } from '../state/roots.ts';
import { requestWords } from '../decisions/requests.ts';
import type { DraftNews } from '../engine/draft/draftPlan.ts';
import type { ReviewNews } from '../engine/draft/reviewPlan.ts';
import type { PlanReview } from '../core/model/planReview.ts';
import { openGaps, reviewAsAWhole } from '../core/planReview/shownGaps.ts';
import { planReviewOf, reviewPlan, settleGaps } from './planReview.ts';
import { startRun } from '../engine/openRun.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { errorMessage } from '../util/errors.ts';
import { parseJson, recordOf } from '../util/records.ts';
import { offerDraft } from './draft.ts';
import { askHere } from '../engine/requests.ts';
import { driverOf } from '../drivers/drivers.ts';
import type { Executor, SessionKey, SessionStatus } from '../ports/executor.ts';
import { createPrograms } from '../processes/programs.ts';
import type { ComposedEngine, MakeEngine } from './composedEngine.ts';
import { cleanUp, leftBehindIn, leftoversText, repositoriesOf } from './cleanUp.ts';
import { findAgents, probeAgent } from './agentCheck.ts';
import { checkEnvironment } from './environmentCheck.ts';
import { newRunId } from './runId.ts';
import { launchPlan } from './launchPlan.ts';
import type { Runs } from './findRuns.ts';
import { keptName, keptOf, keptText, removeKept } from './keptWorktrees.ts';
import { knownRuns } from './knownRuns.ts';
import type { KnownRun } from './knownRuns.ts';
import { runSummary } from './runSummary.ts';
import { OpenedRun } from './openedRun.ts';
import type { DrivenRun } from './openedRun.ts';
import { RunDrafts } from './runDrafts.ts';
import { systemClock } from '../clock/systemClock.ts';
import type { WorkerServices } from './workerServices.ts';

const nothingOpen: Answer = { refused: 'No run is open. Start one from a plan, or open an earlier one.' };

/** Parts that an editor's runs are made of. */
export interface EditorParts {
  readonly settings: FolderSettings;
  /** Driver that is set for plans without agents, now; empty for none. */
  readonly agent?: (() => string) | undefined;
  /** Git runs in a process of its own: an editor's is large, and would be held up. */
  readonly services: WorkerServices;
  readonly makeEngine: MakeEngine;
  /** The one signer of the person in this editor. */
  readonly signer: () => Promise<Signer>;
}

/** The engine for an editor: at most one run is open at a time, driven here or only shown. */
export class EditorRuns implements RunService {
  readonly #parts: EditorParts;
  readonly #services: WorkerServices;
  readonly #changeListeners = new Set<(change: RunChange) => void>();
  readonly #failListeners = new Set<(message: string) => void>();
  readonly #askedListeners = new Set<() => void>();
  readonly #run = new OpenedRun(
    (change) => this.#changed(change),
    (error) => this.#fail(error),
    () => this.#askedListeners.forEach((listener) => listener()),
  );
  readonly #draftListeners = new Set<() => void>();
  readonly #drafts = new RunDrafts(
    () => this.#draftListeners.forEach((listener) => listener()),
    (error) => this.#fail(error),
  );

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#services = parts.services;
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

  drivenElsewhere(): string | undefined {
    return this.#run.shown?.drivenElsewhere;
  }

  onDidChange(listener: (change: RunChange) => void): { dispose(): void } {
    this.#changeListeners.add(listener);
    return { dispose: () => this.#changeListeners.delete(listener) };
  }

  /** Requests of other tools and processes at the gates of the open run, in words for people. */
  requests(): readonly { readonly gate: string; readonly words: string }[] {
    return this.#run.requests.map((request) => ({ gate: request.gate, words: requestWords(request) }));
  }

  onDidAsk(listener: () => void): { dispose(): void } {
    this.#askedListeners.add(listener);
    return { dispose: () => this.#askedListeners.delete(listener) };
  }

  onDidFail(listener: (message: string) => void): { dispose(): void } {
    this.#failListeners.add(listener);
    return { dispose: () => this.#failListeners.delete(listener) };
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
      const composed = await this.#parts.makeEngine(checkout, planPath, plan?.worktree.root);
      await composed.requirePlaces();
      await this.#run.adopt(composed, planPath, await startRun(newRunId(systemClock.now()), composed.ports));
    });
  }

  resume(folders: readonly string[]): Promise<void> {
    return this.#run.inTurn(async () => {
      if (this.state() !== undefined) return;
      const known = await knownRuns(this.#services, folders, this.#parts.settings);
      const unfinished = known.find(({ state }) => state !== undefined && !isOver(state.phase));
      if (unfinished !== undefined) await this.#openKnown(unfinished);
    });
  }

  async listRuns(folders: readonly string[]): Promise<readonly RunSummary[]> {
    const known = await knownRuns(this.#services, folders, this.#parts.settings);
    return known.map((each) => runSummary(each, systemClock.now()));
  }

  /** Shows the run where another process drives it. @throws Error when no such run is known */
  openRun(run: string, folders: readonly string[]): Promise<void> {
    return this.#run.inTurn(async () => {
      if (this.state()?.run === run) return;
      const found = (await knownRuns(this.#services, folders, this.#parts.settings)).find((known) => known.run === run);
      if (found === undefined) throw new Error(`Run ${run} is not among the runs of this workspace's repositories.`);
      await this.#openKnown(found);
    });
  }

  #repositories(folders: readonly string[]): Promise<readonly Runs[]> {
    return repositoriesOf(this.#services, folders, this.#parts.settings);
  }

  async leftBehind(folders: readonly string[]): Promise<readonly LeftBehind[]> {
    const found = await leftBehindIn(this.#services, folders, this.#parts.settings);
    const left = found.map(({ leftovers }) => ({
      run: leftovers.run,
      about: leftovers.about,
      what: leftoversText(leftovers),
      known: leftovers.state === 'over',
    }));
    const about = 'files of commits alone; the next launch makes them again';
    const kept = await Promise.all(
      (await this.#repositories(folders)).map(async (runs) => ({ name: keptName(runs), kept: await keptOf(runs) })),
    );
    return [
      ...left,
      ...kept
        .filter((each) => each.kept.worktrees > 0)
        .map((each) => ({ run: each.name, about, what: keptText(each.kept), known: true })),
    ];
  }

  /** Also where the run was left meanwhile: what is under way is never touched. */
  async cleanUp(chosen: readonly string[], folders: readonly string[]): Promise<readonly string[]> {
    const found = await leftBehindIn(this.#services, folders, this.#parts.settings);
    const lines: string[] = [];
    for (const { runs, leftovers } of found.filter((each) => chosen.includes(each.leftovers.run))) {
      const { removed, kept, failed } = await cleanUp(runs, leftovers, { kept: false, sessions: false });
      lines.push(`${leftovers.run}: ${removed.length === 0 ? 'nothing removed' : `removed ${removed.join(', ')}`}`);
      lines.push(...kept, ...failed.map((text) => `NOT removed: ${text}`));
    }
    for (const runs of await this.#repositories(folders)) {
      if (chosen.includes(keptName(runs))) lines.push(`${keptName(runs)}: removed ${keptText(await removeKept(runs))}`);
    }
    return lines;
  }

  async decide(choice: Choice): Promise<Answer> {
    const shownGate = this.state()?.gates[choice.gate];
    return this.#act(
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
    this.#draftListeners.add(listener);
    return { dispose: () => this.#draftListeners.delete(listener) };
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

  triage(finding: string, triage: Triage): Promise<Answer> {
    return this.#ask({ type: 'triage-finding', finding, triage });
  }

  reopen(gate: string): Promise<Answer> {
    return this.#ask({ type: 'reopen-gate', gate });
  }

  stop(reason: string): Promise<Answer> {
    return this.#ask({ type: 'stop-run', reason });
  }

  stopSession(session: string): Promise<void> {
    return this.#askSession(session, (executor, key) => executor.stop(key));
  }

  takeOver(session: string): Promise<void> {
    return this.#askSession(session, (executor, key) => executor.takeOver(key));
  }

  handBack(session: string): Promise<void> {
    return this.#askSession(session, (executor, key) => executor.handBack(key));
  }

  statuses(): ReadonlyMap<string, SessionStatus> {
    return this.#run.statuses;
  }

  proposeAdaptation(strategy: Strategy, task: string, diagnosis: string): Promise<Answer> {
    return this.#ask({ type: 'adapt', strategy, task, diagnosis });
  }

  mergeBase(branch?: string): Promise<Answer> {
    return this.#ask({ type: 'merge-base', ...(branch === undefined ? {} : { branch }) });
  }

  retry(): Promise<Answer> {
    return this.#ask({ type: 'retry-wave' });
  }

  acceptBaseline(note: string): Promise<Answer> {
    return this.#ask({ type: 'accept-baseline', note });
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

  sessionFolder(session: string): string {
    const state = this.state();
    const epoch = state?.sessions[session]?.epoch;
    const layout = (this.#run.driven ?? this.#run.shown)?.layout;
    if (state === undefined || layout === undefined || epoch === undefined) {
      throw new Error(`There is no session ${session} in the open run.`);
    }
    return layout.sessionFolder(state.run, session, epoch);
  }

  async worktreeOf(session: string): Promise<string | undefined> {
    const file = path.join(this.sessionFolder(session), sessionFiles.job);
    const { worktree } = recordOf(parseJson(await readFile(file, 'utf8').catch(() => '')));
    return typeof worktree === 'string' && existsSync(worktree) ? worktree : undefined;
  }

  diagram(source: string): { readonly title: string; readonly text: string } | undefined {
    const { plan } = parsePlan(source);
    return plan && { title: plan.title, text: planDiagram(plan) };
  }

  tasksFor(source: string, file: string): ReturnType<RunService['tasksFor']> {
    const plan = draftOf(openPlan(source));
    return plan === undefined ? [] : tasksFor(plan, { file }).map(({ task }) => taskChoice(task, file));
  }

  coverFinding(source: string, finding: Finding, task: string): ReturnType<RunService['coverFinding']> {
    const plan = draftOf(openPlan(source));
    if (plan === undefined) return { refused: 'The plan file is no YAML that can be read. Correct it first.' };
    const covered = coveredIn(source, plan, finding, task);
    return typeof covered === 'string' ? { source: covered } : covered;
  }

  /**
   * The line by which `.wavegate/approvers` names the person of this window, made with a key where there is none yet.
   * @param folder any folder of the checkout, whose git knows the person's name
   */
  async approverLine(folder: string): Promise<string> {
    const { publicKey } = await this.#parts.signer();
    return approverLine({ name: await this.#services.personAt(folder), key: publicKey });
  }

  checkEnvironment(folders: readonly string[]): ReturnType<typeof checkEnvironment> {
    return checkEnvironment(this.#services, folders, this.#parts.settings);
  }

  findAgents(): ReturnType<typeof findAgents> {
    return findAgents(createPrograms(), process.env);
  }

  async draftPlan(
    wish: DraftAsked,
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<OfferedPlan | { readonly failed: string }> {
    const { composed } = await this.#forPlan(wish.planPath);
    const preferred = this.#parts.agent?.() || process.env['WAVEGATE_AGENT'];
    const asked = { ...wish, ...(preferred === undefined ? {} : { preferred }) };
    const tellNews = (news: DraftNews): void => {
      if (news.kind === 'reading') told('reading the repository');
      if (news.kind === 'asked') told('the planner is at work');
      if (news.kind === 'repairing') told(`correcting ${news.wrong.length} mistakes (round ${news.round} of 3)`);
    };
    return offerDraft(asked, composed, this.#services, tellNews, signal);
  }

  async planReview(planPath: string, source: string): ReturnType<RunService['planReview']> {
    const review = await planReviewOf((await this.#forPlan(planPath)).composed);
    return review && shownReview(review, source);
  }

  async reviewPlan(
    { planPath, afresh }: Parameters<RunService['reviewPlan']>[0],
    told: (text: string) => void,
    signal: AbortSignal,
  ): ReturnType<RunService['reviewPlan']> {
    const { composed } = await this.#forPlan(planPath);
    const preferred = this.#parts.agent?.() || process.env['WAVEGATE_AGENT'];
    const wish = { planPath, agents: [], afresh, ...(preferred === undefined ? {} : { preferred }) };
    const tellNews = (news: ReviewNews): void => {
      if (news.kind === 'reading') told('reading the repository');
      if (news.kind === 'asked') told(`${news.agent} reads the plan (pass ${news.pass})`);
      if (news.kind === 'ended') told(`${news.agent} has ended`);
    };
    const { review, notes } = await reviewPlan(wish, composed, this.#services, tellNews, signal);
    this.planOnDiskChanged();
    const shown = shownReview(review, await readFile(planPath, 'utf8'));
    return { ...shown, lines: [...notes, ...shown.lines] };
  }

  async settleGap(
    planPath: string,
    source: string,
    settle: Parameters<RunService['settleGap']>[2],
  ): ReturnType<RunService['settleGap']> {
    const { composed, checkout } = await this.#forPlan(planPath);
    const wanted =
      'take' in settle
        ? { take: [settle.take], dismiss: [] }
        : { take: [], dismiss: [{ gap: settle.dismiss, why: settle.why }] };
    const who = await this.#services.personAt(checkout);
    const settled = await settleGaps(planPath, wanted, composed, who, source);
    this.planOnDiskChanged();
    return { ...shownReview(settled.review, settled.source), source: settled.source };
  }

  /** @throws Error for people where the plan lies in no checkout; LayoutError */
  async #forPlan(planPath: string): Promise<{ readonly composed: ComposedEngine; readonly checkout: string }> {
    const { checkout } = await this.#services.repositoryAt(path.dirname(planPath));
    if (checkout === undefined) throw new Error('This folder is no git checkout. Open the repository the plan is for.');
    const composed = await this.#parts.makeEngine(checkout, planPath, undefined);
    await composed.requirePlaces();
    return { composed, checkout };
  }

  probeAgent(driver: DriverId, folder: string, seconds: number): ReturnType<typeof probeAgent> {
    return probeAgent(driverOf(driver), createPrograms(), process.env, folder, seconds);
  }

  /** Stops driving; sessions continue in their own processes. */
  async dispose(): Promise<void> {
    this.#drafts.follow(undefined);
    this.#draftListeners.clear();
    this.#changeListeners.clear();
    this.#failListeners.clear();
    this.#askedListeners.clear();
    await this.#run.inTurn(() => this.#run.close());
  }

  async #openKnown({ run, repository, state }: KnownRun): Promise<void> {
    if (state === undefined)
      throw new Error(`The journal of run ${run} cannot be read. Look at it with "wavegate verify".`);
    const planPath = path.join(repository, ...state.plan.file.split('/'));
    const composed = await this.#parts.makeEngine(repository, planPath, state.plan.plan.worktree.root);
    await this.#run.open(composed, planPath, run);
  }

  #ask(ask: Ask): Promise<Answer> {
    return this.#act(
      ({ engine, ports }, who) => askHere(engine, ports, ask, who),
      (driver, who) => askThroughDriver(driver, ask, who),
    );
  }

  /**
   * Acts on the run for a person, who is named as git would; drives it first where no other process does, and asks the
   * process that does by a signed request otherwise.
   */
  async #act(
    here: (run: DrivenRun, who: string) => Promise<Answer>,
    there: (driver: Driver, who: string) => Promise<Answer>,
  ): Promise<Answer> {
    await this.#run.claim();
    const { driven, shown } = this.#run;
    if (driven !== undefined) return here(driven, await this.#services.personAt(driven.repository));
    if (shown === undefined) return nothingOpen;
    const { ports, repository, watched } = shown;
    const { run } = watched.state();
    const see: Driver['see'] = async () => {
      const { events, end } = await ports.journals.readSealed(run);
      return { state: replay(events) ?? watched.state(), end };
    };
    return there({ run, ports, see }, await this.#services.personAt(repository));
  }

  /** Asks something of a session, whose process listens to whoever shows the run, too. */
  async #askSession(session: string, ask: (executor: Executor, key: SessionKey) => Promise<void>): Promise<void> {
    await this.#run.settled();
    const state = this.state();
    const epoch = state?.sessions[session]?.epoch;
    const executor = (this.#run.driven ?? this.#run.shown)?.ports.executor;
    if (state === undefined || epoch === undefined || executor === undefined) {
      throw new Error(`There is no session ${session} in the open run. Open the run it belongs to, then try again.`);
    }
    await ask(executor, { run: state.run, session, epoch });
  }

  #changed(change: RunChange): void {
    const { state } = change;
    const { layout } = this.#run.driven ?? this.#run.shown ?? {};
    if (state !== undefined && layout !== undefined) this.#drafts.follow(layout.draftsFile(state.run));
    for (const listener of this.#changeListeners) listener(change);
  }

  #fail(error: unknown): void {
    const message = errorMessage(error);
    for (const listener of this.#failListeners) listener(message);
  }
}

function shownReview(review: PlanReview, source: string): ReviewedPlan {
  return { lines: reviewAsAWhole(review, source), open: openGaps(review, source) };
}

function taskChoice({ id, title, owns, deletes }: PlanTask, file: string): ReturnType<RunService['tasksFor']>[number] {
  return { id, title, owns: matchesAny([...owns, ...deletes], file) };
}
