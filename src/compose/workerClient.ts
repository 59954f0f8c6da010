import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { ExecutorError } from '../ports/executor.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
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
    resolve: through('resolve'),
    prepare: through('prepare'),
    remove: through('remove'),
    changes: through('changes'),
    tree: through('tree'),
    fileAt: through('fileAt'),
    startHost: through('startHost'),
  };
}

interface Waiting {
  readonly name: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function connect(program: string): { ask(name: string, args: readonly unknown[]): Promise<unknown> } {
  const waiting = new Map<number, Waiting>();
  let worker: ChildProcess | undefined;
  let last = 0;

  const lose = (lost: ChildProcess): void => {
    if (worker !== lost) return;
    worker = undefined;
    const left = [...waiting.values()];
    waiting.clear();
    for (const { reject } of left) reject(new WorkerGone());
  };
  const begin = (): ChildProcess => {
    const started = spawn(process.execPath, [program], {
      // VS Code's own executable is Node as well, when asked.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      windowsHide: true,
    });
    started.on('message', (answer: WorkerAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.channel?.unref();
      if (asked === undefined) return;
      if ('failure' in answer) asked.reject(errorOf(asked.name, answer.failure));
      else asked.resolve(answer.value);
    });
    for (const end of ['error', 'disconnect', 'exit'] as const) started.on(end, () => lose(started));
    // It must not keep this process from ending, unless something is waited for.
    started.unref();
    return started;
  };
  return {
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        const asked = (worker ??= begin());
        last += 1;
        waiting.set(last, { name, resolve, reject });
        asked.channel?.ref();
        asked.send({ id: last, name, args } satisfies WorkerCall, (error) => {
          if (error !== null) lose(asked);
        });
      }),
  };
}

function errorOf(name: string, { message, reason }: Extract<WorkerAnswer, { failure: unknown }>['failure']): Error {
  if (reason !== undefined) return new WorkspaceError(reason, message);
  return name === 'startHost' ? new ExecutorError(message) : new Error(message);
}
