import type { Event, EventEmitter } from 'vscode';
import { emptyDraft } from '../../core/model/gateDraft.ts';
import type { DraftChange, DraftEntry, GateDraft } from '../../core/model/gateDraft.ts';
import type { Recorded } from '../../core/model/events.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { boardOf } from '../../core/views/board.ts';
import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import { errorMessage } from '../../util/errors.ts';
import { DisposableStore } from './disposableStore.ts';
import type { Answer, RunChange, RunService } from '../../ports/runService.ts';
import type { VSCode } from './vscodeTypes.ts';

/**
 * The run service, loaded when something first needs it: until then there is no run, and nothing of git, YAML or the
 * engine has been read.
 */
export class RunConnection {
  readonly onDidChange: Event<RunChange>;
  /** A decision has been begun or changed, here or in another window. */
  readonly onDidChangeDrafts: Event<void>;
  readonly onDidFail: Event<string>;
  /** Marker files of the open run have come or gone. */
  readonly onDidAsk: Event<void>;
  readonly #load: () => Promise<RunService>;
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<RunChange>;
  readonly #draftsChanged: EventEmitter<void>;
  readonly #failed: EventEmitter<string>;
  readonly #asked: EventEmitter<void>;
  #loading: Promise<RunService> | undefined;
  #service: RunService | undefined;
  #seen:
    | {
        readonly state: RunState;
        readonly drafts: readonly DraftEntry[];
        readonly snapshot: BoardSnapshot;
        readonly until: number;
      }
    | undefined;

  constructor(vscode: VSCode, load: () => Promise<RunService>) {
    this.#load = load;
    this.#changed = this.#store.add(new vscode.EventEmitter<RunChange>());
    this.#draftsChanged = this.#store.add(new vscode.EventEmitter<void>());
    this.#failed = this.#store.add(new vscode.EventEmitter<string>());
    this.onDidChange = this.#changed.event;
    this.#asked = this.#store.add(new vscode.EventEmitter<void>());
    this.onDidChangeDrafts = this.#draftsChanged.event;
    this.onDidFail = this.#failed.event;
    this.onDidAsk = this.#asked.event;
  }

  get state(): RunState | undefined {
    return this.#service?.state();
  }

  /** The run in words for people; made once per state, draft and passed deadline, because all views ask for it. */
  get snapshot(): BoardSnapshot | undefined {
    const state = this.state;
    if (state === undefined) return undefined;
    const now = Date.now();
    const drafts = this.#service?.drafts() ?? [];
    if (this.#seen?.state !== state || this.#seen.drafts !== drafts || now >= this.#seen.until) {
      const deadlines = pendingGates(state).flatMap(({ deadline }) =>
        deadline === undefined || deadline <= now ? [] : deadline,
      );
      this.#seen = {
        state,
        drafts,
        snapshot: boardOf(state, now, drafts, this.#service?.ownKey()),
        until: Math.min(...deadlines),
      };
    }
    return this.#seen.snapshot;
  }

  /** Decisions that people have begun, oldest change first. */
  get drafts(): readonly DraftEntry[] {
    return this.#service?.drafts() ?? [];
  }

  /** Draft of a decision that a person has begun at a gate. */
  draftOf(gate: string): GateDraft {
    return this.snapshot?.gates.find(({ id }) => id === gate)?.draft ?? emptyDraft;
  }

  /** A draft that cannot be kept, as on a full disk, is refused: whoever asks can say what it was that a person wrote. */
  async changeDraft(gate: string, change: DraftChange): Promise<Answer> {
    try {
      return await (await this.service()).changeDraft(gate, change);
    } catch (error) {
      return { refused: errorMessage(error) };
    }
  }

  /** Status of running sessions; by session. Changes without an event. */
  get statuses(): ReadonlyMap<string, SessionStatus> {
    return this.#service?.statuses() ?? new Map();
  }

  /** Words of marker files about a gate. */
  askedFor(gate: string): readonly string[] {
    return (this.#service?.requests() ?? []).flatMap((request) => (request.gate === gate ? [request.words] : []));
  }

  get events(): readonly Recorded[] {
    return this.#service?.events() ?? [];
  }

  /** Whether this is the person's plan file of the open run. */
  isPlanOfRun(file: string): boolean {
    return this.#service?.planFile() === file;
  }

  get planFile(): string | undefined {
    return this.#service?.planFile();
  }

  /** Driver of the open run, where this window only shows it. */
  get drivenElsewhere(): string | undefined {
    return this.#service?.drivenElsewhere();
  }

  /** Drives the run that is only shown, if no other process does any more; nothing where no run is open. */
  async claim(): Promise<void> {
    await this.#service?.claim();
  }

  /** @throws Error when the engine cannot be loaded; the next call tries again */
  service(): Promise<RunService> {
    this.#loading ??= this.#connect();
    return this.#loading;
  }

  async #connect(): Promise<RunService> {
    try {
      const service = this.#store.add(await this.#load());
      this.#store.add(service.onDidChange((change) => this.#changed.fire(change)));
      this.#store.add(service.onDidChangeDrafts(() => this.#draftsChanged.fire()));
      this.#store.add(service.onDidFail((message) => this.#failed.fire(message)));
      this.#store.add(service.onDidAsk(() => this.#asked.fire()));
      this.#service = service;
      return service;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  /** Lets go of the run; its sessions continue by themselves. */
  dispose(): void {
    this.#store.dispose();
  }
}
