import { outcomeOf } from '../../src/core/queries/predictions.ts';
import type { Prediction } from '../../src/core/queries/predictions.ts';
import { anyRepository } from '../../src/core/planTemplates/surroundings.ts';
import { nothingOpen } from '../../src/runs/editor/runAsks.ts';
import { planOfRun } from '../../src/runs/planning/plansFromRuns.ts';
import { draftObstacle } from '../../src/core/gates/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../../src/core/model/gateDraft.ts';
import type { SessionStatus } from '../../src/ports/executor.ts';
import type { TriedWorktree } from '../../src/ports/tryService.ts';
import type { RunChange, RunService, RunSummary } from '../../src/ports/runService.ts';
import type { SimulatedRun } from './simulatedRun.ts';

/** Drafts of a run on disk, which all windows on it share. */
const draftsOf = new WeakMap<SimulatedRun, { entries: readonly DraftEntry[]; readonly listeners: Set<() => void> }>();

/** The run service of the editor on a simulated run: the real core decides, and every effect is answered at once. */
export class SimulatedService implements RunService {
  readonly run: SimulatedRun;
  /** Sessions that a person has stopped. */
  readonly stopped: string[] = [];
  /** Runs of the repository, for the view of them. */
  listed: readonly RunSummary[] = [];
  /** Texts of files, by `COMMIT:PATH`. */
  readonly files = new Map<string, string>();
  readonly plans: RunService['plans'] = {
    surroundings: (_folder, agent) => Promise.resolve({ ...anyRepository, ...(agent === undefined ? {} : { agent }) }),
    planOfRun,
    revertingPlan: () => Promise.resolve({ refused: 'Nothing is taken back here.' }),
    diagram: () => undefined,
    tasksFor: () => [],
    coverFinding: () => ({ refused: 'Nothing is covered here.' }),
    keepConstraint: (source, rule) => ({ source: `${source}\nconstraints: [${rule}]\n` }),
    draftPlan: () => Promise.resolve({ failed: 'Nobody drafts here.' }),
    takeHunks: () => Promise.resolve({ refused: 'Nothing is taken here.' }),
    draftTaken: () => Promise.resolve(),
    planReview: () => Promise.resolve(undefined),
    reviewPlan: () => Promise.reject(new Error('Nobody reviews here.')),
    settleGap: () => Promise.reject(new Error('Nothing is reviewed here.')),
  };
  readonly machine: RunService['machine'] = {
    approverLine: () => Promise.resolve('ada ssh-ed25519 AAAA'),
    leftBehind: () => Promise.resolve({ left: [] }),
    cleanUp: () => Promise.resolve([]),
    checkEnvironment: () => Promise.resolve([]),
    findAgents: () => Promise.resolve([]),
    probeAgent: () => Promise.resolve(undefined),
  };
  /** Database of the team; `postgresql://wrong/…` is not there. */
  database: string | undefined = undefined;
  readonly team: RunService['team'] = {
    shown: () => Promise.resolve(this.database),
    connect: (url) => {
      if (url.startsWith('postgresql://wrong/')) return Promise.reject(new Error('wrong cannot be reached.'));
      this.database = url.replace('postgresql://', '');
      return Promise.resolve(this.database);
    },
    disconnect: () => Promise.resolve(void (this.database = undefined)),
  };
  /** Lessons that were kept and dismissed. */
  readonly settled: string[] = [];
  readonly predicted: Prediction[] = [];
  /** Runs that were written to folders. */
  readonly exported: string[] = [];
  /** Origins of lines, by file and line. */
  origins: Readonly<Record<string, Awaited<ReturnType<RunService['records']['lineOrigin']>>>> = {};
  /** Repeated flows of the window's repositories. */
  flows: Awaited<ReturnType<RunService['records']['flows']>> = [];
  readonly records: RunService['records'] = {
    costs: () => Promise.resolve('# Costs\n'),
    costValues: (_folders, by) => Promise.resolve(`${by},sessions\r\n`),
    failures: () => Promise.resolve('# Forensics\n'),
    exportRun: (run, _folders, folder, moves) => {
      this.exported.push(`${moves ? 'moves' : 'copies'} ${run} to ${folder}`);
      return Promise.resolve(7);
    },
    lineOrigin: (file, line) => Promise.resolve(this.origins[`${file}:${line}`] ?? { refused: 'No run has made it.' }),
    flows: () => Promise.resolve(this.flows),
    predictions: () =>
      Promise.resolve(
        this.predicted.map((prediction) => {
          const outcome = outcomeOf(this.run.run, prediction);
          return { prediction, title: 'Extend', ...(outcome === undefined ? {} : { outcome }) };
        }),
      ),
    predict: (prediction) => {
      this.predicted.push({ who: 'ada', at: 0, ...prediction });
      return Promise.resolve();
    },
    learnings: () =>
      Promise.resolve(
        [{ id: 'l1', text: 'Name the port in the directive.', evidence: 'wave w1, attempt 1' }].filter(
          ({ id }) => !this.settled.some((line) => line.includes(id)),
        ),
      ),
    settleLearnings: (kept, dismissed) => {
      this.settled.push(...kept.map(({ id, text }) => `keep ${id} ${text}`));
      this.settled.push(...dismissed.map(({ id, why }) => `dismiss ${id} ${why}`));
      return Promise.resolve('/repository/.wavegate/learnings.md');
    },
  };
  /** Worktree in which the result is tried, as soon as it is there. */
  tried: Promise<TriedWorktree | undefined> = Promise.resolve(undefined);
  /** How often a try was ended because its terminal was closed. */
  triesEnded = 0;
  readonly tries: { -readonly [Key in keyof RunService['tries']]: RunService['tries'][Key] } = {
    start: () =>
      Promise.resolve({
        args: ['try', this.run.run.run],
        variables: { WAVEGATE_WORKTREES: '/worktrees' },
        appeared: (signal) =>
          Promise.race([
            this.tried,
            new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
          ]),
        end: () => {
          this.triesEnded += 1;
          return Promise.resolve();
        },
      }),
    runOf: async (file) => ((await this.tries.fileIn(file)) === undefined ? undefined : this.run.run.run),
    fileIn: async (file) => {
      const folder = (await this.tried)?.folder;
      return folder !== undefined && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
    },
  };
  readonly #drafts: { entries: readonly DraftEntry[]; readonly listeners: Set<() => void> };
  readonly #listeners = new Set<(change: RunChange) => void>();

  constructor(run: SimulatedRun) {
    this.run = run;
    this.#drafts = draftsOf.get(run) ?? { entries: [], listeners: new Set() };
    draftsOf.set(run, this.#drafts);
  }

  state(): RunService['state'] extends () => infer State ? State : never {
    return this.run.state;
  }
  events(): ReturnType<RunService['events']> {
    return this.run.events;
  }
  planFile(): string | undefined {
    return this.run.state === undefined ? undefined : '/repository/plan.waveplan.yaml';
  }
  /** Public key of the person at this window. */
  key: string | undefined = 'key';
  /** Driver of the run, where this window only shows it. */
  driver: string | undefined = undefined;
  ownKey(): string | undefined {
    return this.key;
  }
  drivenElsewhere(): string | undefined {
    return this.driver;
  }
  claim(): Promise<void> {
    return Promise.resolve();
  }
  onDidChange(listener: (change: RunChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
  requests(): readonly [] {
    return [];
  }
  onDidAsk(): { dispose(): void } {
    return { dispose: () => undefined };
  }
  onDidFail(): { dispose(): void } {
    return { dispose: () => undefined };
  }
  drafts(): readonly DraftEntry[] {
    return this.#drafts.entries;
  }
  onDidChangeDrafts(listener: () => void): { dispose(): void } {
    this.#drafts.listeners.add(listener);
    return { dispose: () => this.#drafts.listeners.delete(listener) };
  }
  changeDraft(gate: string, change: DraftChange): ReturnType<RunService['changeDraft']> {
    const refused = draftObstacle(this.run.run, gate);
    if (refused !== undefined) return Promise.resolve({ refused });
    this.#drafts.entries = [...this.#drafts.entries, { gate, change }];
    for (const listener of this.#drafts.listeners) listener();
    return Promise.resolve({});
  }
  decide({
    gate,
    verdict,
    note,
    channel,
    answers,
    comments,
  }: Parameters<RunService['decide']>[0]): ReturnType<RunService['decide']> {
    const evidence = this.run.run.gates[gate]?.evidence ?? {};
    const unsigned = {
      gate,
      verdict,
      note,
      channel,
      who: 'ada',
      at: this.run.now,
      evidence,
      ...(answers && { answers }),
      ...(comments && { comments }),
      follows: { seq: this.run.records.length, hash: '' },
    };
    return this.#submit(() =>
      this.run.submit({ type: 'decide-gate', decision: { ...unsigned, key: 'key', signature: 'signed' } }),
    );
  }
  triage(finding: string, triage: Parameters<RunService['triage']>[1]): ReturnType<RunService['triage']> {
    return this.#submit(() => this.run.submit({ type: 'triage-finding', finding, triage, who: 'ada' }));
  }
  specIsWrong(finding: string, says: string): ReturnType<RunService['specIsWrong']> {
    return this.#submit(() =>
      this.run.submit({ type: 'triage-finding', finding, triage: 'out', note: says, wrongSpec: true, who: 'ada' }),
    );
  }
  reopen(gate: string): ReturnType<RunService['reopen']> {
    return this.#submit(() => this.run.submit({ type: 'reopen-gate', gate, who: 'ada' }));
  }
  proposeAdaptation(
    ...[strategy, task, diagnosis]: Parameters<RunService['proposeAdaptation']>
  ): ReturnType<RunService['reopen']> {
    return this.#submit(() => this.run.adapt(strategy, task, diagnosis));
  }
  mergeBase(): ReturnType<RunService['mergeBase']> {
    return Promise.resolve(
      this.run.state === undefined ? nothingOpen : { refused: 'main has no commits that the run does not have.' },
    );
  }
  retry(): ReturnType<RunService['retry']> {
    return this.#submit(() => this.run.submit({ type: 'retry-wave', who: 'ada' }));
  }
  acceptBaseline(note: string): ReturnType<RunService['acceptBaseline']> {
    return this.#submit(() => this.run.submit({ type: 'accept-baseline', who: 'ada', note }));
  }
  takeBackAnswer(task: string): ReturnType<RunService['takeBackAnswer']> {
    return this.#submit(() => this.run.submit({ type: 'take-back-answer', who: 'ada', task }));
  }
  stop(reason: string): ReturnType<RunService['stop']> {
    return this.#submit(() => this.run.submit({ type: 'stop-run', who: 'ada', reason }));
  }
  startRun(_plan: string): Promise<void> {
    return Promise.reject(new Error('The checkout has uncommitted changes.'));
  }
  resume(): Promise<void> {
    return Promise.resolve();
  }
  listRuns(): ReturnType<RunService['listRuns']> {
    return Promise.resolve(this.listed);
  }
  openRun(_run: string, _folders: readonly string[]): Promise<void> {
    return Promise.resolve();
  }
  stopSession(session: string): Promise<void> {
    this.stopped.push(session);
    return Promise.resolve();
  }
  takeOver(session: string): Promise<void> {
    return this.#stands(session, true);
  }
  handBack(session: string): Promise<void> {
    return this.#stands(session, false);
  }
  statuses(): ReturnType<RunService['statuses']> {
    return this.statusOf;
  }
  async #stands(session: string, takenOver: boolean): Promise<void> {
    await this.#submit(() => this.run.submit({ type: 'session-stands', session, epoch: 1, takenOver }), false);
  }
  planOnDiskChanged(): void {
    return;
  }
  fileAt(commit: string, path: string): Promise<string | undefined> {
    return Promise.resolve(this.files.get(`${commit}:${path}`));
  }
  watchSession(session: string): Promise<string> {
    return Promise.resolve(`/sessions/${session}`);
  }
  /** Worktrees that are on disk, by session. */
  readonly worktrees = new Map<string, string>();
  /** Status of running sessions, by session. */
  readonly statusOf = new Map<string, SessionStatus>();
  worktreeOf(session: string): Promise<string | undefined> {
    return Promise.resolve(this.worktrees.get(session));
  }
  dispose(): void {
    this.#listeners.clear();
  }

  /** Lets listeners know that the run was opened, or what has happened since they were last told. */
  tell(events: RunChange['events'] = []): void {
    for (const listener of this.#listeners) listener({ state: this.run.state, events });
  }

  /** @param settles whether all that follows happens at once, ends of sessions too */
  #submit(act: () => string | undefined, settles = true): Promise<{ readonly refused?: string }> {
    if (this.run.state === undefined) return Promise.resolve(nothingOpen);
    const before = this.run.events.length;
    const refused = act();
    if (refused === undefined && settles) this.run.settle();
    this.tell(this.run.events.slice(before));
    return Promise.resolve(refused === undefined ? {} : { refused });
  }
}
