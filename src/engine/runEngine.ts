import type { Tools } from '../core/model/tools.ts';
import type { Command, Refusal } from '../core/model/commands.ts';
import { decide } from '../core/run/decide.ts';
import type { Effect } from '../core/model/effects.ts';
import type { Recorded } from '../core/model/events.ts';
import { pendingEffects } from '../core/run/pendingEffects.ts';
import type { RecordRef } from '../core/model/gate.ts';
import type { RunState } from '../core/model/state.ts';
import type { SessionStatus } from '../ports/executor.ts';
import type { Journal } from '../ports/journal.ts';
import { errorMessage } from '../util/errors.ts';
import type { CommandInput } from './commandInput.ts';
import { runEffect } from './effects.ts';
import type { EnginePorts } from './ports.ts';
import { RemoteLook } from './remoteLook.ts';

/** Time that a failed effect waits before it is tried again, in milliseconds: the third failure in a row is reported. */
const retryDelays = [250, 1_000, 5_000, 30_000] as const;

export interface EngineListener {
  /** Status of a running session, whenever it changes. Not in the journal. */
  readonly onStatus?: (session: string, status: SessionStatus) => void;
  /** After events have reached the disk and the state. */
  readonly onEvents?: (events: readonly Recorded[], state: RunState) => void;
  /** The environment keeps an effect from being carried out (disk full, lost lease); the run is paused until then. */
  readonly onTrouble?: (message: string) => void;
}

/**
 * One run, driven: command → decide → append to the journal → go on from the state after it → start what is outstanding →
 * feed back. Commands are handled strictly one after another; an event takes effect only once it is on disk.
 */
export class RunEngine {
  readonly #ports: EnginePorts;
  readonly #tools: Tools;
  readonly #journal: Journal;
  readonly #listeners = new Set<EngineListener>();
  readonly #underWay = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #remote: RemoteLook;
  #queue: Promise<unknown> = Promise.resolve();
  #state: RunState | undefined;

  constructor(ports: EnginePorts, journal: Journal, state: RunState | undefined) {
    this.#ports = ports;
    this.#tools = { sha256: (text) => ports.digest.sha256(text) };
    this.#journal = journal;
    this.#remote = new RemoteLook(ports);
    this.#state = state;
  }

  /** Current state of the run. @throws Error before the first event */
  get state(): RunState {
    if (!this.#state) throw new Error('The run has no events yet.');
    return this.#state;
  }

  /** @returns a function that removes the listener */
  subscribe(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Asks for something to happen. Resolves once the events are on disk and folded, or with why it was refused.
   * @throws JournalError when the journal cannot be written; nothing has happened then
   */
  submit(command: CommandInput): Promise<Partial<Refusal>> {
    return this.submitSealed(() => Promise.resolve(command));
  }

  /**
   * Like `submit`, for a command that names the record it is made on: nothing comes between that record and what the
   * command brings about.
   * @param make is given the last record, once everything asked for before has happened; a refusal of its own is the answer
   */
  submitSealed(make: (follows: RecordRef) => Promise<CommandInput | Refusal>): Promise<Partial<Refusal>> {
    const handled = this.#queue.then(async () => {
      const command = await make(this.#journal.end);
      if ('refused' in command) return command;
      return this.#handle({ ...command, at: this.#ports.clock.now() });
    });
    this.#queue = handled.catch(() => undefined);
    return handled;
  }

  /** Aborted when this engine stops driving. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Starts whatever should be under way. Called once after opening; every later event does it by itself. */
  resume(): void {
    this.#startOutstanding();
  }

  /** Stops driving. Sessions continue in their own processes; the journal is released for another engine. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue;
    await this.#journal.close();
    this.#listeners.clear();
  }

  async #handle(command: Command): Promise<Partial<Refusal>> {
    if (this.#closing.signal.aborted) return { refused: 'This run is no longer open here.' };
    const answer = decide(command, this.#state, this.#tools);
    if ('refused' in answer) return answer;
    if (answer.events.length === 0) return {};
    await this.#journal.append(answer.events);
    this.#state = answer.after;
    for (const listener of this.#listeners) listener.onEvents?.(answer.events, this.state);
    this.#startOutstanding();
    return {};
  }

  #startOutstanding(): void {
    if (!this.#state || this.#closing.signal.aborted) return;
    for (const effect of pendingEffects(this.#state, this.#tools)) {
      if (this.#underWay.has(effect.key)) continue;
      this.#underWay.add(effect.key);
      void this.#run(effect);
    }
  }

  async #run(effect: Effect): Promise<void> {
    try {
      const outcome = await runEffect(effect, {
        ports: this.#ports,
        tools: this.#tools,
        state: () => this.state,
        submit: async (command) => void (await this.submit(command)),
        onStatus: (session, status) => {
          for (const listener of this.#listeners) listener.onStatus?.(session, status);
        },
        remote: this.#remote,
        signal: this.#closing.signal,
      });
      if (outcome && !this.#closing.signal.aborted) await this.submit(outcome);
      this.#failures.delete(effect.key);
      // A finished effect that is still outstanding would be started in a tight circle; its next event releases it.
      if (effect.kind !== 'stop-session') this.#underWay.delete(effect.key);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#retryLater(effect, errorMessage(error));
    }
  }

  #retryLater(effect: Effect, message: string): void {
    const failures = (this.#failures.get(effect.key) ?? 0) + 1;
    this.#failures.set(effect.key, failures);
    if (failures >= 3) for (const listener of this.#listeners) listener.onTrouble?.(message);
    const delay = retryDelays[Math.min(failures, retryDelays.length) - 1] ?? 30_000;
    const cancel = this.#ports.clock.wake(this.#ports.clock.now() + delay, () => {
      this.#underWay.delete(effect.key);
      this.#startOutstanding();
    });
    this.#closing.signal.addEventListener('abort', cancel, { once: true });
  }
}
