import { setImmediate } from 'node:timers/promises';
import { answersBeforehand } from '../../src/cli/follow/answers.ts';
import type { Job } from '../../src/core/model/effects.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import type { RunState } from '../../src/core/model/state.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createMemorySigner } from '../../src/decisions/signers.ts';
import { decideGate } from '../../src/engine/decisions.ts';
import { openRun, startRun } from '../../src/engine/openRun.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import type { RunEngine } from '../../src/engine/runEngine.ts';
import { ExecutorError } from '../../src/ports/executor.ts';
import type { Executor, SessionKey } from '../../src/ports/executor.ts';
import { JournalError } from '../../src/ports/journal.ts';
import type { Journal, JournalStore } from '../../src/ports/journal.ts';
import type { Workspaces } from '../../src/ports/workspaces.ts';
import { createMemoryJournalStore } from './memoryJournal.ts';
import type { Running } from './runningSession.ts';
import { startedSession } from './runningSession.ts';
import { SimulatedRun, planText } from './simulatedRun.ts';

/** Several turns of the event loop in which nothing happens: everything then waits for a person, a timer or an agent. */
const quietTurns = 5;

/**
 * A world for the real engine that fits into one process and has no clock of its own: the executor keeps its sessions, the
 * repository its branch and the store its journals while engines come and go, as after a crash of the editor.
 */
export class SimulatedWorld {
  /** Deeds in the world, in order: `prepare wave one`, `start a1 (1)`, `append wave-closed`, … */
  readonly happenings: string[] = [];
  readonly troubles: string[] = [];
  /** Result of a session; undefined: it goes on until it is stopped. */
  outcome: (job: Job) => SessionResult | undefined = (job) => this.#work.done(job);
  /** Called before anything is done in the world, with what it is; an error thrown here is the world's. */
  obstacle: (happening: string) => void = () => undefined;
  readonly ports: EnginePorts;
  readonly #work = new SimulatedRun();
  readonly #sessions = new Map<string, Running>();
  readonly #branches = new Map<string, string>();
  readonly #trees = new Map<string, string>([['base', 'tree of base']]);
  #timers: { readonly at: number; readonly callback: () => void }[] = [];
  #now = 1_000;
  /** Records that are being written: to files that takes several turns of the event loop. */
  #writing = 0;

  /** @param own ports that are others, such as a signer whose key lasts and journals in files */
  constructor(source = planText(), own: Partial<EnginePorts> = {}) {
    this.ports = {
      clock: {
        now: () => (this.#now += 1),
        wake: (at, callback) => {
          const timer = { at, callback };
          this.#timers.push(timer);
          return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
        },
      },
      digest,
      executor: this.#executor(),
      journals: this.#journals(own.journals),
      planFile: { file: 'plan.waveplan.yaml', read: () => Promise.resolve(source) },
      requests: { attend: () => undefined, ask: () => Promise.resolve(undefined) },
      signer: createMemorySigner(),
      threads: { bind: () => Promise.resolve({ mode: 'log', id: 'thread.log' }), post: () => Promise.resolve() },
      workspaces: this.#workspaces(),
      ...(({ journals: _watched, ...rest }) => rest)(own),
    };
  }

  start(): Promise<RunEngine> {
    return startRun('r1', this.ports).then((engine) => this.#listen(engine));
  }

  /** As another process does, after the one before has closed the run or died. */
  open(): Promise<RunEngine> {
    return openRun('r1', this.ports).then((engine) => this.#listen(engine));
  }

  /** Waits until the engine waits for a person, a timer or an agent. */
  async settle(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < quietTurns; quiet += 1) {
      if (seen !== this.happenings.length || this.#writing > 0) quiet = 0;
      seen = this.happenings.length;
      await setImmediate();
    }
  }

  /** Lets so many milliseconds go by, and what was to happen in them. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.settle();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Approves whatever waits for a person until `done`, or until nothing waits. */
  async drive(engine: RunEngine, done: (state: RunState) => boolean = () => false): Promise<RunState> {
    for (;;) {
      await this.settle();
      const [gate] = pendingGates(engine.state);
      if (gate === undefined || done(engine.state)) return engine.state;
      const note = 'As the test has it.';
      const answers = answersBeforehand(engine.state, gate, note);
      const said = { gate: gate.id, verdict: 'approved', who: 'ada', channel: 'cli', note, answers } as const;
      const { refused } = await decideGate(engine, this.ports, said);
      if (refused !== undefined) throw new Error(`Gate ${gate.id} was not opened: ${refused}`);
    }
  }

  /** Happenings that begin with a word. */
  all(word: string): readonly string[] {
    return this.happenings.filter((happening) => happening.startsWith(`${word} `));
  }

  async #does(happening: string): Promise<void> {
    await Promise.resolve();
    this.obstacle(happening);
    this.happenings.push(happening);
  }

  #listen(engine: RunEngine): RunEngine {
    engine.subscribe({ onTrouble: (message) => void this.troubles.push(message) });
    return engine;
  }

  #executor(): Executor {
    const key = ({ session, epoch }: SessionKey): string => `${session} (${epoch})`;
    const find = (session: SessionKey) => {
      const found = this.#sessions.get(key(session));
      if (found === undefined) throw new ExecutorError(`There is no session ${key(session)}.`, { isUnknown: true });
      return found;
    };
    return {
      ensureSession: async (job) => {
        if (this.#sessions.has(key(job))) return;
        await this.#does(`start ${key(job)}`);
        const running = startedSession();
        this.#sessions.set(key(job), running);
        const result = this.outcome(job);
        if (result !== undefined) this.#finish(job, result, running);
      },
      awaitResult: (session, signal) => {
        const { ended } = find(session);
        const stopped = new Promise<never>((_, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('No longer waited for.')), { once: true }),
        );
        return Promise.race([ended, stopped]);
      },
      watch: (session) => Promise.resolve(find(session)).then(() => `/sessions/${key(session)}`),
      stop: async (session) => {
        await this.#does(`stop ${key(session)}`);
        find(session).end({ outcome: 'cancelled', message: 'Stopped.' });
      },
      takeOver: (session) => Promise.resolve(find(session)).then(() => undefined),
      handBack: (session) => Promise.resolve(find(session)).then(() => undefined),
    };
  }

  /** Work a session leaves in the repository is there before its result is. */
  #finish(job: Job, result: SessionResult, { end }: Running): void {
    const { commit, tree } = result;
    if (commit !== undefined && tree !== undefined) this.#trees.set(commit, tree);
    const moves = job.work.kind === 'commit' || job.work.kind === 'revise';
    if (moves && commit !== undefined) this.#branches.set('wavegate/r1', commit);
    end(result);
  }

  #workspaces(): Workspaces {
    const repository = { rootCommit: 'root', name: 'sample' };
    return {
      inspect: async () => {
        await this.#does('inspect repository');
        return { repository, base: { commit: 'base', branch: 'main' }, dirty: [], converted: [] };
      },
      openRun: (_run, branch, commit) => {
        this.#branches.set(branch, commit);
        return Promise.resolve(() => Promise.resolve(void this.#branches.delete(branch)));
      },
      tryCommits: () => Promise.resolve([]),
      tryMessages: () => Promise.resolve(undefined),
      resolve: (branch) => Promise.resolve(this.#branches.get(branch)),
      prepareAhead: async (scope, sessions) => {
        await this.#does(`ahead ${scope.kind} ${sessions.map(({ id }) => id).join(' ')}`);
        return [];
      },
      prepare: async (scope, sessions) => {
        await this.#does(`prepare ${scope.kind} ${sessions.map(({ id }) => id).join(' ')}`);
        return { checked: 'yes' };
      },
      freePort: (first) => Promise.resolve(first),
      remove: async (scope) => {
        await this.#does(`remove ${scope.kind}`);
        return [];
      },
      target: (remote) => Promise.resolve({ remote, addresses: ['https://example.org/sample'], commit: null }),
      moved: () => Promise.resolve([]),
      foreseeReverts: (_onto, commits) => Promise.resolve(commits.map(() => ({ conflicts: [], isGone: false }))),
      changes: () => Promise.resolve([]),
      tree: (commit) => Promise.resolve(this.#trees.get(commit) ?? 'no tree'),
      digest: () => Promise.reject(new Error('No test on this world draws up a plan.')),
      fileAt: () => Promise.resolve(undefined),
    };
  }

  #journals(store = createMemoryJournalStore()): JournalStore {
    const watched = (journal: Journal): Journal => ({
      get end() {
        return journal.end;
      },
      append: async (events: readonly Recorded[]) => {
        this.#writing += 1;
        try {
          await this.#does(`append ${events.map(({ type }) => type).join(' ')}`);
          await journal.append(events);
        } finally {
          this.#writing -= 1;
        }
      },
      close: () => journal.close(),
    });
    return {
      ...store,
      create: async (run) => watched(await store.create(run)),
      open: async (run) => {
        const { journal, records } = await store.open(run);
        return { journal: watched(journal), records };
      },
    };
  }
}

/** Another process has taken the run over. */
export function lostLease(): never {
  throw new JournalError('lost-lease', 'Another process drives the run.');
}
