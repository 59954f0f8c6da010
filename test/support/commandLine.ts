import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { dispatch } from '../../src/cli/dispatch.ts';
import type { Terminal } from '../../src/cli/shared/terminal.ts';
import { here } from '../../src/compose/cli.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { createKeyFileSigner, writeKeyFile } from '../../src/decisions/keyFile.ts';
import { createRequestBox } from '../../src/decisions/requestBox.ts';
import { digest } from '../../src/decisions/digest.ts';
import type { RunEngine } from '../../src/engine/runEngine.ts';
import { createJournalStore } from '../../src/journal/journalStore.ts';
import type { JournalStore } from '../../src/ports/journal.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { locate } from '../../src/runs/find/locate.ts';
import type { WorkerServices } from '../../src/runs/shared/workerServices.ts';
import type { LocalLayout } from '../../src/state/layout.ts';
import { claimIdentity } from '../../src/state/repositoryId.ts';
import { temporaryFolder } from './journalFixture.ts';
import { planText } from './simulatedRun.ts';
import type { SimulatedRun } from './simulatedRun.ts';
import { SimulatedWorld } from './simulatedWorld.ts';

/** Output and exit code of a command. */
export interface Said {
  readonly exitCode: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly notes: string;
}

/** What a person at a terminal does: passphrases and lines in order, and then they leave. */
export interface Typed {
  readonly secrets?: readonly string[];
  readonly lines?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly screen?: boolean;
}

/**
 * The command line on a repository that is two folders, and on a state folder with real journals. No git runs: what commands ask
 * of it is answered by `services`, and fails a command that no test has said an answer for.
 */
export interface CommandLine {
  readonly home: string;
  readonly repository: string;
  readonly state: string;
  readonly layout: LocalLayout;
  readonly journals: JournalStore;
  /** A file with the key that runs of `drive` are started with, without a passphrase. */
  readonly key: string;
  wavegate(...argv: readonly string[]): Promise<Said>;
  /** The same at a terminal. */
  typing(typed: Typed, ...argv: readonly string[]): Promise<Said>;
  /** The JSON that a command prints. */
  json<Shape>(...argv: readonly string[]): Promise<Shape>;
  /** Keeps what a run has recorded; its decisions are not signed, so that it can be looked at and not opened. */
  keep(run: SimulatedRun | readonly (readonly Recorded[])[], id?: string): Promise<void>;
  /** Keeps a run that Ada has driven and signed with the key until `done`, and left. */
  drive(
    source?: string,
    done?: (state: RunState) => boolean,
    prepare?: (world: SimulatedWorld) => void,
  ): Promise<RunState>;
  /** The state of a run as its journal tells it. */
  answers(services: Partial<WorkerServices>): void;
  /** The same, still driven by an engine of this process, which answers signed requests. */
  driving(source?: string, done?: (state: RunState) => boolean): Promise<RunEngine>;
  write(file: string, text: string): Promise<void>;
}

/**
 * Commands find no program for a worker, which would be a process, and do the work themselves. Node's answer to a missing program is
 * given without a fork: that of a process as large as the one of all unit tests takes longer than most commands.
 */
function withoutWorker(t: Pick<TestContext, 'after' | 'mock'>, missing: string): void {
  t.mock.property(process, 'execPath', missing);
  const { spawn } = childProcess;
  const start = (program: string, ...rest: readonly never[]): unknown => {
    if (program !== missing) return spawn(program, ...rest);
    const child = Object.assign(new EventEmitter(), {
      unref: () => undefined,
      send: (_message: unknown, sent: (error: Error) => void) => {
        process.nextTick(sent, new Error('Channel closed'));
        return false;
      },
    });
    process.nextTick(() => child.emit('error', new Error(`spawn ${missing} ENOENT`)));
    return child;
  };
  t.mock.method(childProcess, 'spawn', start as typeof spawn);
  // The modules that import it by its name see it from here on; other programs are started as ever.
  syncBuiltinESMExports();
}

export async function commandLine(t: Pick<TestContext, 'after' | 'mock'>): Promise<CommandLine> {
  const home = await temporaryFolder(t);
  const repository = path.join(home, 'modules');
  const common = path.join(repository, '.git');
  const state = path.join(home, 'state');
  const env = { HOME: home, WAVEGATE_STATE: state, WAVEGATE_WORKTREES: path.join(home, 'worktrees') };
  await mkdir(common, { recursive: true });
  const answers = (services: Partial<WorkerServices>): void => {
    for (const [name, answer] of Object.entries(services)) t.mock.method(here, name as 'inspect', answer as never);
  };
  for (const name of Object.keys(here) as (keyof WorkerServices)[])
    answers({ [name]: () => Promise.reject(new Error(`Nothing answers ${name} in this test.`)) });
  answers({
    repositoryAt: () => Promise.resolve({ common, checkout: repository }),
    personAt: () => Promise.resolve('Ada'),
    findLeftovers: () => Promise.resolve([]),
  });
  withoutWorker(t, path.join(home, 'no-such-node'));
  await claimIdentity(common, 'modules', state);
  const { layout } = await locate(here, repository, {}, env);
  const programs = createPrograms();
  const journals = createJournalStore({
    layout,
    clock: { now: () => Date.now(), wake: () => () => undefined },
    identify: (pid) => programs.identify(pid),
    digest,
  });
  const key = path.join(home, 'key');
  await writeKeyFile(key);

  const typing = async (typed: Typed, ...argv: readonly string[]): Promise<Said> => {
    let out = '';
    let notes = '';
    const secrets = [...(typed.secrets ?? [])];
    const lines = [...(typed.lines ?? [])];
    const terminal: Terminal = {
      folder: repository,
      env: { ...env, ...typed.env },
      interrupted: new AbortController().signal,
      ...(typed.screen === true ? { screen: true } : {}),
      write: (text) => Promise.resolve(void (out += text.toString())),
      note: (line) => void (notes += `${line}\n`),
      ...(typed.secrets === undefined ? {} : { secret: () => Promise.resolve(secrets.shift()) }),
      ...(typed.lines === undefined ? {} : { ask: () => Promise.resolve(lines.shift()) }),
    };
    const exitCode = await dispatch(argv, terminal, '1.2.3');
    return { exitCode, out, notes };
  };
  const write = async (file: string, text: string): Promise<void> => {
    const place = path.join(repository, ...file.split('/'));
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  };
  const driving = async (
    source = planText(1),
    done?: (state: RunState) => boolean,
    prepare?: (world: SimulatedWorld) => void,
  ): Promise<RunEngine> => {
    await write('plan.waveplan.yaml', source);
    const requests = createRequestBox((run) => layout.requestsFolder(run));
    const world = new SimulatedWorld(source, { journals, requests, signer: await createKeyFileSigner(key) });
    prepare?.(world);
    const engine = await world.start();
    await world.drive(engine, done);
    return engine;
  };
  return {
    ...{ home, repository, state, layout, journals, key, typing, answers, write },
    wavegate: (...argv) => typing({}, ...argv),
    async json<Shape>(...argv: readonly string[]) {
      const { out } = await typing({}, ...argv, '--json');
      return JSON.parse(out) as Shape;
    },
    async keep(run, id = 'r1') {
      const records = 'records' in run ? run.records : run;
      const journal = await journals.create(id);
      for (const events of records)
        await journal.append(events.map((event) => (event.type === 'run-started' ? { ...event, run: id } : event)));
      await journal.close();
    },
    async drive(source, done, prepare) {
      const engine = await driving(source, done, prepare);
      await engine.close();
      return engine.state;
    },
    driving,
  };
}
