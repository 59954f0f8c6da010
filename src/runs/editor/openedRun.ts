import type { Recorded } from '../../core/model/events.ts';
import { isOver } from '../../core/model/isOver.ts';
import type { RunState } from '../../core/model/state.ts';
import { watchRequests } from '../../decisions/watchRequests.ts';
import type { GateRequest } from '../../decisions/requests.ts';
import { openRun } from '../../engine/openRun.ts';
import { observePlanFile } from '../../engine/planWatch.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import { isJournalError } from '../../ports/journal.ts';
import type { RunChange } from '../../ports/runService.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { followEvents } from '../follow/followEvents.ts';
import type { FollowedEvents } from '../follow/followEvents.ts';
import { watchRun } from '../follow/watchRun.ts';
import type { WatchedRun } from '../follow/watchRun.ts';

/** A run that is driven here. */
export interface DrivenRun extends ComposedEngine {
  readonly engine: RunEngine;
  readonly followed: FollowedEvents;
  /** The person's plan file. Absolute. */
  readonly planPath: string;
}

/** A run that is only shown here, because another process drives it. */
export interface ShownRun extends ComposedEngine {
  readonly watched: WatchedRun;
  readonly planPath: string;
  /** Driver of the run, and what to do to decide here. */
  readonly drivenElsewhere: string;
}

/** The one run that an editor has open: driven here, or shown while another process drives it. */
export class OpenedRun {
  readonly #onChange: (change: RunChange) => void;
  readonly #onFail: (error: unknown) => void;
  readonly statuses = new Map<string, SessionStatus>();
  #driven: DrivenRun | undefined;
  #shown: ShownRun | undefined;
  #asked: { readonly run: string; readonly requests: readonly GateRequest[]; readonly end: () => void } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #leaving = new AbortController();

  readonly #onAsked: () => void;

  constructor(onChange: (change: RunChange) => void, onFail: (error: unknown) => void, onAsked: () => void) {
    this.#onAsked = onAsked;
    this.#onChange = onChange;
    this.#onFail = onFail;
  }

  get driven(): DrivenRun | undefined {
    return this.#driven;
  }

  get shown(): ShownRun | undefined {
    return this.#shown;
  }

  /** Aborted once the run that is open now no longer is. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Requests of other tools and processes in the open run, made by files. */
  get requests(): readonly GateRequest[] {
    return this.#asked?.requests ?? [];
  }

  get state(): RunState | undefined {
    return this.#driven?.engine.state ?? this.#shown?.watched.state();
  }

  get events(): readonly Recorded[] {
    return this.#driven?.followed.events() ?? this.#shown?.watched.events() ?? [];
  }

  /**
   * Runs changes of the open run one after another. Otherwise a run that is just being started would be found on the
   * disk and taken for one that another process drives.
   */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#turn.then(change);
    this.#turn = changed.catch(() => undefined);
    return changed;
  }

  /** Resolves when no run is just being opened or replaced. */
  settled(): Promise<void> {
    return this.inTurn(() => Promise.resolve());
  }

  /** Takes a run that was started here. Only in turn. */
  async adopt(composed: ComposedEngine, planPath: string, engine: RunEngine): Promise<void> {
    await this.close();
    const followed = await followEvents(engine, composed.ports.journals, (events, state) => {
      this.#onChange({ state, events });
      // The evidence of a voided gate has changed. If it was the plan, no event may have reported it: not all folders
      // can be watched.
      if (events.some(({ type }) => type === 'gate-voided')) this.observePlanFile();
    });
    engine.subscribe({
      onTrouble: (message) => this.#onFail(new Error(message)),
      onStatus: (session, status) => this.statuses.set(session, status),
    });
    this.#driven = { ...composed, planPath, engine, followed };
    this.#follow(composed, engine.state.run);
    this.#onChange({ state: engine.state, events: [] });
    if (followed.meanwhile.length > 0) this.#onChange({ state: engine.state, events: followed.meanwhile });
    // It may have been saved since it was last read, when it was not followed.
    this.observePlanFile();
  }

  /** Drives a run from where it stands, or shows it while another process does. Only in turn. */
  async open(composed: ComposedEngine, planPath: string, run: string): Promise<void> {
    // The open run releases its journal first: the same process cannot hold two leases of one run.
    if (this.state?.run !== run) await this.close();
    if (this.#driven !== undefined) return;
    try {
      await this.adopt(composed, planPath, await openRun(run, composed.ports));
    } catch (error) {
      if (!isJournalError(error, 'in-use')) throw error;
      await this.#show(composed, planPath, run, error.message);
    }
  }

  /** Drives the run that is only shown, if the process that drove it has released it. */
  claim(): Promise<void> {
    return this.inTurn(async () => {
      const shown = this.#shown;
      if (shown === undefined || isOver(shown.watched.state().phase)) return;
      await this.open(shown, shown.planPath, shown.watched.state().run);
    });
  }

  observePlanFile(): void {
    const driven = this.#driven;
    if (driven !== undefined) observePlanFile(driven.engine, driven.ports).catch(this.#onFail);
  }

  /** Stops driving or showing; sessions continue in their own processes. Only in turn. */
  async close(): Promise<void> {
    const driven = this.#driven;
    this.#driven = undefined;
    this.#shown?.watched.close();
    this.#shown = undefined;
    this.#asked?.end();
    this.#asked = undefined;
    this.statuses.clear();
    this.#leaving.abort();
    this.#leaving = new AbortController();
    await driven?.engine.close();
  }

  async #show(composed: ComposedEngine, planPath: string, run: string, drivenElsewhere: string): Promise<void> {
    const known = this.#shown;
    if (known?.watched.state().run === run) {
      this.#shown = { ...known, drivenElsewhere };
      return;
    }
    const watched = await watchRun(
      run,
      composed.ports.journals,
      (events, state) => this.#onChange({ state, events }),
      this.#onFail,
    );
    this.#shown = { ...composed, planPath, watched, drivenElsewhere };
    this.#follow(composed, run);
    const running = () =>
      Object.values(watched.state().sessions).flatMap(({ id, epoch, status }) =>
        status === 'running' ? { session: id, epoch } : [],
      );
    const { executor } = composed.ports;
    executor.followStatuses?.(run, running, (session, status) => this.statuses.set(session, status), this.left);
    this.#onChange({ state: watched.state(), events: [] });
  }

  #follow({ layout }: ComposedEngine, run: string): void {
    this.#asked?.end();
    const end = watchRequests(layout.requestsFolder(run), (requests) => {
      this.#asked = { run, requests, end };
      this.#onAsked();
    });
    this.#asked = { run, requests: [], end };
  }
}
