import { draftObstacle } from '../../src/core/gates/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../../src/core/model/gateDraft.ts';
import type { RunChange, RunService } from '../../src/ports/runService.ts';
import type { SimulatedRun } from './simulatedRun.ts';

/** Drafts of a run on disk, which all windows on it share. */
const draftsOf = new WeakMap<SimulatedRun, { entries: readonly DraftEntry[]; readonly listeners: Set<() => void> }>();

/** The run service of the editor on a simulated run: the real core decides, and every effect is answered at once. */
export class SimulatedService implements RunService {
  readonly run: SimulatedRun;
  /** Texts of files, by `COMMIT:PATH`. */
  readonly files = new Map<string, string>();
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
  planFile(): string {
    return '/repository/plan.waveplan.yaml';
  }
  drivenElsewhere(): undefined {
    return undefined;
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
  approverLine(): Promise<string> {
    return Promise.resolve('ada ssh-ed25519 AAAA');
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
  reopen(gate: string): ReturnType<RunService['reopen']> {
    return this.#submit(() => this.run.submit({ type: 'reopen-gate', gate, who: 'ada' }));
  }
  proposeAdaptation(
    ...[strategy, task, diagnosis]: Parameters<RunService['proposeAdaptation']>
  ): ReturnType<RunService['reopen']> {
    return this.#submit(() => this.run.adapt(strategy, task, diagnosis));
  }
  mergeBase(): ReturnType<RunService['mergeBase']> {
    return Promise.resolve({ refused: 'main has no commits that the run does not have.' });
  }
  retry(): ReturnType<RunService['retry']> {
    return this.#submit(() => this.run.submit({ type: 'retry-wave', who: 'ada' }));
  }
  acceptBaseline(note: string): ReturnType<RunService['acceptBaseline']> {
    return this.#submit(() => this.run.submit({ type: 'accept-baseline', who: 'ada', note }));
  }
  stop(reason: string): ReturnType<RunService['stop']> {
    return this.#submit(() => this.run.submit({ type: 'stop-run', who: 'ada', reason }));
  }
  startRun(): Promise<void> {
    return Promise.reject(new Error('The checkout has uncommitted changes.'));
  }
  resume(): Promise<void> {
    return Promise.resolve();
  }
  listRuns(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  leftBehind(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  cleanUp(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  openRun(): Promise<void> {
    return Promise.resolve();
  }
  stopSession(): Promise<void> {
    return Promise.resolve();
  }
  takeOver(session: string): Promise<void> {
    return this.#stands(session, true);
  }
  handBack(session: string): Promise<void> {
    return this.#stands(session, false);
  }
  statuses(): ReturnType<RunService['statuses']> {
    return new Map();
  }
  async #stands(session: string, takenOver: boolean): Promise<void> {
    await this.#submit(() => this.run.submit({ type: 'session-stands', session, epoch: 1, takenOver }));
  }
  planOnDiskChanged(): void {
    return;
  }
  fileAt(commit: string, path: string): Promise<string | undefined> {
    return Promise.resolve(this.files.get(`${commit}:${path}`));
  }
  sessionFolder(session: string): string {
    return `/sessions/${session}`;
  }
  /** Worktrees that are on disk, by session. */
  readonly worktrees = new Map<string, string>();
  worktreeOf(session: string): Promise<string | undefined> {
    return Promise.resolve(this.worktrees.get(session));
  }
  diagram(): undefined {
    return undefined;
  }
  tasksFor(): readonly [] {
    return [];
  }
  coverFinding(): { readonly refused: string } {
    return { refused: 'Nothing is covered here.' };
  }
  checkEnvironment(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  findAgents(): Promise<readonly []> {
    return Promise.resolve([]);
  }
  draftPlan(): Promise<{ readonly failed: string }> {
    return Promise.resolve({ failed: 'Nobody drafts here.' });
  }
  planReview(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  reviewPlan(): Promise<never> {
    return Promise.reject(new Error('Nobody reviews here.'));
  }
  settleGap(): Promise<never> {
    return Promise.reject(new Error('Nothing is reviewed here.'));
  }
  probeAgent(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  dispose(): void {
    this.#listeners.clear();
  }

  /** Lets listeners know that the run was opened, or what has happened since they were last told. */
  tell(events: RunChange['events'] = []): void {
    for (const listener of this.#listeners) listener({ state: this.run.state, events });
  }

  #submit(act: () => string | undefined): Promise<{ readonly refused?: string }> {
    const before = this.run.events.length;
    const refused = act();
    if (refused === undefined) this.run.settle();
    this.tell(this.run.events.slice(before));
    return Promise.resolve(refused === undefined ? {} : { refused });
  }
}
