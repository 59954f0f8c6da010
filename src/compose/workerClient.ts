import { spawn } from 'node:child_process';
import { ExecutorError } from '../ports/executor.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
import type { WorkspaceReason } from '../ports/workspaces.ts';
import type { WorkerAnswer, WorkerCall } from '../protocol/workerCalls.ts';
import { createWorkerServices } from './workerServices.ts';
import type { WorkerServices } from './workerServices.ts';

/** There is no worker, or it ended in the middle of a call. */
class WorkerGone extends Error {}

/**
 * The services of a worker, a small process that is started when first needed. Where it cannot be, or ends too early, this
 * process does the work itself: all of it may be repeated.
 *
 * @param program the worker's program, a file for Node. Absolute
 */
export function createWorkerClient(program: string): WorkerServices {
  const worker = connect(program);
  const here = createWorkerServices();
  const through = <Name extends keyof WorkerServices>(name: Name): WorkerServices[Name] => {
    const call = async (...args: readonly unknown[]): Promise<unknown> => {
      try {
        return await worker.ask(name, args);
      } catch (error) {
        if (!(error instanceof WorkerGone)) throw error;
        return (here[name] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
      }
    };
    return call as WorkerServices[Name];
  };
  return {
    inspect: through('inspect'),
    tryCommits: through('tryCommits'),
    tryMessages: through('tryMessages'),
    resolve: through('resolve'),
    prepare: through('prepare'),
    remove: through('remove'),
    target: through('target'),
    moved: through('moved'),
    changes: through('changes'),
    tree: through('tree'),
    fileAt: through('fileAt'),
    startHost: through('startHost'),
  };
}

/** One worker, from its start to its end. */
interface Connection {
  readonly environment: string;
  readonly gone: boolean;
  ask(name: string, args: readonly unknown[]): Promise<unknown>;
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
  readonly name: string;
  readonly resolve: (value: unknown) => void;
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
  const lose = (): void => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new WorkerGone());
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
    else asked.resolve(answer.value);
  });
  for (const end of ['error', 'disconnect', 'exit'] as const) child.on(end, lose);
  child.unref();
  return {
    environment,
    get gone() {
      return gone;
    },
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { name, resolve, reject });
        child.channel?.ref();
        child.send({ id: last, name, args } satisfies WorkerCall, (error) => {
          if (error !== null) lose();
        });
      }),
    leave() {
      left = true;
      rest();
    },
  };
}

function errorOf(name: string, { message, reason }: Extract<WorkerAnswer, { failure: unknown }>['failure']): Error {
  if (reason !== undefined) return new WorkspaceError(reason as WorkspaceReason, message);
  return name === 'startHost' ? new ExecutorError(message) : new Error(message);
}
