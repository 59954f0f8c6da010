import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { launchHost, startHost } from './startHost.ts';
import type { HostProgram, HostStarter } from './startHost.ts';

/** More at once are no quicker: a machine has fewer cores. */
const mostSpares = 16;

/** Starts session hosts, at once where one waits that was started before it was needed. */
export interface SpareHosts {
  readonly startHost: HostStarter;
  /**
   * Starts hosts that load their code and then wait for a session, so many that `count` wait. They know nothing of any session,
   * run nothing, and end with this process.
   */
  readonly readyHosts: (program: HostProgram, count: number) => Promise<void>;
}

export function createSpareHosts(): SpareHosts {
  const waiting = new Map<string, ChildProcess[]>();
  const nameOf = ({ nodePath, hostProgram }: HostProgram): string => `${nodePath}\0${hostProgram}`;
  return {
    async startHost(program, folder, task) {
      const spares = waiting.get(nameOf(program)) ?? [];
      for (let spare = spares.shift(); task !== 'recover' && spare !== undefined; spare = spares.shift()) {
        if (await give(spare, folder)) return;
      }
      await startHost(program, folder, task);
    },
    async readyHosts(program, count) {
      // The number of the log's descriptor is what makes it the host's own later, which Windows does not promise.
      if (process.platform === 'win32') return;
      const alive = (waiting.get(nameOf(program)) ?? []).filter(isAlive);
      const missing = Math.min(count, mostSpares) - alive.length;
      const more = Array.from({ length: Math.max(0, missing) }, () => launchSpare(program));
      const started = (await Promise.allSettled(more)).flatMap((one) =>
        one.status === 'fulfilled' ? [one.value] : [],
      );
      waiting.set(nameOf(program), [...alive, ...started]);
    },
  };
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

async function launchSpare(program: HostProgram): Promise<ChildProcess> {
  const child = await launchHost(program, ['--wait'], {
    cwd: process.cwd(),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  });
  // It keeps no process that has nothing else to do, and its end is nobody's error.
  child.stdin?.on('error', () => undefined);
  if (child.stdin instanceof Socket) child.stdin.unref();
  const loaded = child.stdio[3];
  // It closes this when its code is loaded.
  if (loaded instanceof Readable) await finished(loaded.resume()).catch(() => undefined);
  return child;
}

/** Gives a waiting host its session. @returns false where it is not there any more */
async function give(spare: ChildProcess, folder: string): Promise<boolean> {
  const { stdin } = spare;
  if (!isAlive(spare) || stdin === null || stdin.destroyed) return false;
  stdin.end(folder);
  return once(stdin, 'finish').then(
    () => isAlive(spare),
    () => false,
  );
}
