import { spawn } from 'node:child_process';
import { ExecutorError } from '../ports/executor.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
import type { WorkspaceReason } from '../ports/workspaces.ts';
import type { WorkerAnswer, WorkerCall } from '../protocol/workerCalls.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';
import { createTurns } from '../git/worktrees/turns.ts';

/** There is no worker, or it ended in the middle of a call. */
class WorkerGone extends Error {}

type ServiceName = keyof WorkerServices;
type Args<Name extends ServiceName> = Parameters<WorkerServices[Name]>;
type Result<Name extends ServiceName> = Awaited<ReturnType<WorkerServices[Name]>>;
/** Of a call about worktrees. */
type WorktreeArgs = readonly [repository: string, worktrees: readonly { readonly folder: string }[], ...unknown[]];
type Services = { readonly [Name in ServiceName]: (...args: Args<Name>) => Promise<Result<Name>> };

/** Workers that are tried for one call: any one may be ended by chance. */
const mostWorkers = 2;
/** Milliseconds that a worker that closed its channel has to end: until then it may still be at work where the next one would be. */
const closingMs = 10_000;

/**
 * The services of a worker, a small process that is started when first needed. One that ends too early is replaced: all
 * calls may be repeated.
 *
 * @param program the worker's program, a file for Node. Absolute
 * @param here does the work where there is no worker. Without it such a call fails with a message for people: an editor's
 *   process must start no git
 */
export function createWorkerClient(program: string, here?: WorkerServices): WorkerServices {
  const worker = connect(program);
  const ask = async <Name extends ServiceName>(name: Name, args: Args<Name>): Promise<Result<Name>> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await worker.ask(name, args);
      } catch (error) {
        if (!(error instanceof WorkerGone) || here !== undefined) throw error;
        if (tried === mostWorkers) throw new WorkspaceError('no-worker', noWorker(program, error.message));
      }
    }
  };
  const through =
    <Name extends ServiceName>(name: Name): ((...args: Args<Name>) => Promise<Result<Name>>) =>
    async (...args): Promise<Result<Name>> => {
      try {
        return await ask(name, args);
      } catch (error) {
        if (!(error instanceof WorkerGone) || here === undefined) throw error;
        const local: Services = here;
        const call: Services[Name] = local[name];
        return await call(...args);
      }
    };
  // One worker may be left for another meanwhile, so they take their turns here, too.
  const inTurn = createTurns();
  const about = <Args extends WorktreeArgs, Value>(call: (...args: Args) => Promise<Value>) => {
    return (...args: Args) =>
      inTurn(
        args[1].map(({ folder }) => folder),
        () => call(...args),
      );
  };
  return {
    inspect: through('inspect'),
    tryCommits: through('tryCommits'),
    tryMessages: through('tryMessages'),
    resolve: through('resolve'),
    openRun: through('openRun'),
    dropRun: through('dropRun'),
    prepare: about(through('prepare')),
    prepareAhead: about(through('prepareAhead')),
    remove: about(through('remove')),
    tearDown: through('tearDown'),
    target: through('target'),
    moved: through('moved'),
    foreseeReverts: through('foreseeReverts'),
    committedWaves: through('committedWaves'),
    changes: through('changes'),
    tree: through('tree'),
    fileAt: through('fileAt'),
    repositoryAt: through('repositoryAt'),
    repairWorktrees: through('repairWorktrees'),
    personAt: through('personAt'),
    planFacts: through('planFacts'),
    assumedAt: through('assumedAt'),
    filesAndCommands: through('filesAndCommands'),
    installedAgents: through('installedAgents'),
    placeFacts: through('placeFacts'),
    findLeftovers: through('findLeftovers'),
    cleanRun: through('cleanRun'),
    bundleKept: through('bundleKept'),
    findOrigin: through('findOrigin'),
    archivedOrigin: through('archivedOrigin'),
    readComments: through('readComments'),
    answerComment: through('answerComment'),
    packRun: through('packRun'),
    unpackRun: through('unpackRun'),
    setRunRefs: through('setRunRefs'),
    takeSession: through('takeSession'),
    digest: through('digest'),
    startHost: through('startHost'),
    readyHosts: through('readyHosts'),
  };
}

function noWorker(program: string, why: string): string {
  return (
    `The helper process that runs git for Wavegate ended before it answered: ${why}. ` +
    `It is ${program}, run with ${process.execPath}. Try again; if that does not help, install Wavegate again.`
  );
}

/** One worker, from its start to its end. */
interface Connection {
  readonly environment: string;
  readonly gone: boolean;
  ask<Name extends ServiceName>(name: Name, args: Args<Name>): Promise<Result<Name>>;
  /** Lets it end once it has answered everything. */
  leave(): void;
}

/** Asks one worker after the other; what a worker starts sees the environment that this process had when asking. */
function connect(program: string): Pick<Connection, 'ask'> {
  let worker: Connection | undefined;
  return {
    ask(name, args) {
      const environment = JSON.stringify(process.env);
      if (worker === undefined || worker.gone || worker.environment !== environment) {
        worker?.leave();
        worker = startWorker(program, environment);
      }
      return worker.ask(name, args);
    },
  };
}

interface Waiting {
  readonly name: ServiceName;
  readonly answer: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function startWorker(program: string, environment: string): Connection {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let gone = false;
  let left = false;
  const child = spawn(process.execPath, [program], {
    // VS Code's own executable is Node as well, when asked.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  const lose = (why: string): void => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new WorkerGone(why));
    waiting.clear();
  };
  const rest = (): void => {
    if (waiting.size > 0 || gone) return;
    if (left) child.disconnect();
    // It must not keep this process from ending, unless something is waited for.
    else child.channel?.unref();
  };
  child.on('message', (answer: WorkerAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    rest();
    if (asked === undefined) return;
    if ('failure' in answer) asked.reject(errorOf(asked.name, answer.failure));
    else asked.answer(answer.value);
  });
  let closing: NodeJS.Timeout | undefined;
  child.on('error', (error) => lose(error.message));
  child.on('disconnect', () => {
    // One that could not be started has no end to wait for.
    if (gone) return;
    gone = true;
    // The end of the process says more.
    closing = setTimeout(() => lose('it closed its channel'), closingMs);
  });
  child.on('exit', (code, signal) => {
    clearTimeout(closing);
    lose(signal === null ? `exit code ${code}` : `ended by ${signal}`);
  });
  child.unref();
  return {
    environment,
    get gone() {
      return gone;
    },
    ask: <Name extends ServiceName>(name: Name, args: Args<Name>) =>
      new Promise<Result<Name>>((resolve, reject) => {
        last += 1;
        // The other end is of the same build, so its answer has the type of the service.
        waiting.set(last, { name, answer: (value) => resolve(value as Result<Name>), reject });
        child.channel?.ref();
        child.send({ id: last, name, args } satisfies WorkerCall, (error) => {
          if (error !== null) lose(error.message);
        });
      }),
    leave() {
      left = true;
      rest();
    },
  };
}

function errorOf(
  name: ServiceName,
  { message, reason }: Extract<WorkerAnswer, { failure: unknown }>['failure'],
): Error {
  if (reason !== undefined) return new WorkspaceError(reason as WorkspaceReason, message);
  return name === 'startHost' ? new ExecutorError(message) : new Error(message);
}
