import { setImmediate } from 'node:timers/promises';
import type { WorkerServices } from '../../../src/runs/shared/workerServices.ts';
import { once } from '../../../src/util/once.ts';
import { bundledCommands, hostingPrograms } from '../../support/sessionHostBundle.ts';

/** Output and exit code of a command. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly out: string;
  readonly notes: string;
}

/** Surroundings of a command. */
export interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lines that a person answers with, who then leaves. Without them there is none. */
  readonly lines?: readonly string[];
}

/** Commands that run in this process. */
export interface Commands {
  /** Runs a command as the command line does, up to its exit code. */
  readonly call: (argv: readonly string[], surroundings: Surroundings) => Promise<Outcome>;
  /** Interrupts those that run as Ctrl+C would, and waits for their end. */
  readonly end: () => Promise<void>;
}

/** Commands without a process for each: loading its code would take longer than most of them do. */
export function createCommands(): Commands {
  const interrupted = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    call(argv, surroundings) {
      const outcome = call(argv, surroundings, interrupted.signal).finally(() => running.delete(outcome));
      running.add(outcome);
      return outcome;
    },
    async end() {
      interrupted.abort();
      await Promise.allSettled(running);
    },
  };
}

async function call(
  argv: readonly string[],
  { folder, env, lines }: Surroundings,
  interrupted: AbortSignal,
): Promise<Outcome> {
  const { dispatch, services } = await loaded();
  const work = underWay(services);
  const printed = { out: '', notes: '' };
  const decoder = new TextDecoder();
  const left = [...(lines ?? [])];
  const ask = (prompt: string): Promise<string | undefined> => {
    const line = left.shift();
    printed.out += `${prompt}${line ?? ''}\n`;
    return Promise.resolve(line);
  };
  const terminal = {
    ...{ folder, env, interrupted, services: work.services },
    write(text: string | Uint8Array) {
      printed.out += typeof text === 'string' ? text : decoder.decode(text, { stream: true });
      return Promise.resolve();
    },
    ...(lines === undefined ? {} : { ask }),
    note: (line: string) => void (printed.notes += `${line}\n`),
  };
  const exitCode = await dispatch(argv, terminal, 'test');
  // As a process would, which does not end in the middle of its work.
  await work.over();
  return { exitCode, ...printed };
}

/** All commands of this process have one worker. */
const loaded = once(async () => {
  const { dispatch, createWorkerClient } = await bundledCommands();
  return { dispatch, services: createWorkerClient((await hostingPrograms()).worker) };
});

/** The services, and when all that was asked of them here is answered. */
function underWay(services: WorkerServices): { readonly services: WorkerServices; readonly over: () => Promise<void> } {
  const asked = new Set<unknown>();
  const noted = Object.entries(services).map(([name, service]: [string, Service]): [string, Service] => [
    name,
    (...args) => {
      const answer = service(...args).finally(() => asked.delete(answer));
      asked.add(answer);
      return answer;
    },
  ]);
  return {
    services: Object.fromEntries(noted) as unknown as WorkerServices,
    async over() {
      // One answer leads to the next question.
      for (let quiet = 0; quiet < 3; quiet = asked.size === 0 ? quiet + 1 : 0) {
        await Promise.allSettled(asked);
        await setImmediate();
      }
    },
  };
}

type Service = (...args: readonly unknown[]) => Promise<unknown>;
