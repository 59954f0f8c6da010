import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { launchHost, startHost } from './startHost.ts';
import type { HostProgram, HostStarter } from './startHost.ts';

/** More at once are no quicker: a machine has fewer cores. */
const mostSpares = 16;

/** In milliseconds: for a host to load its code, and to take a session. One that is silent for longer is stopped or stuck. */
const patience = { load: 30_000, take: 5_000 };

/** A host that waits, and the pipes to and from it: it sends a byte when its code is loaded, and one when it has its session. */
interface Spare {
  readonly child: ChildProcess;
  readonly stdin: Socket;
  readonly answers: Socket;
}

/** Starts session hosts, at once where one waits that was started before it was needed. */
export interface SpareHosts {
  readonly startHost: HostStarter;
  /**
   * Starts hosts that load their code and then wait for a session, so many that `count` wait. They know nothing of any session,
   * run nothing, and end with this process.
   */
  readonly readyHosts: (program: HostProgram, count: number) => Promise<void>;
}

/** @param takeWithin milliseconds that a waiting host has to say that it has its session, before another is started */
export function createSpareHosts(takeWithin: number = patience.take): SpareHosts {
  const waiting = new Map<string, Spare[]>();
  const nameOf = ({ nodePath, hostProgram }: HostProgram): string => `${nodePath}\0${hostProgram}`;
  return {
    async startHost(program, folder, task) {
      const spares = waiting.get(nameOf(program)) ?? [];
      // Only the first work of a session is for one that waits.
      while (task !== 'recover') {
        const spare = spares.shift();
        if (spare === undefined) break;
        if (await give(spare, folder, takeWithin)) return;
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

const isAlive = ({ child, answers }: Spare): boolean =>
  child.exitCode === null && child.signalCode === null && !answers.destroyed;

async function launchSpare(program: HostProgram): Promise<Spare> {
  const child = await launchHost(program, ['--wait'], {
    cwd: process.cwd(),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  });
  const { stdin } = child;
  const answers = child.stdio[3];
  if (!(stdin instanceof Socket && answers instanceof Socket)) throw new TypeError('A host was started without pipes.');
  // It keeps no process that has nothing else to do, and its end is nobody's error.
  for (const pipe of [stdin, answers]) pipe.on('error', () => undefined);
  stdin.unref();
  const spare = { child, stdin, answers };
  if (!(await answerOf(spare, patience.load))) discard(spare);
  answers.unref();
  return spare;
}

/**
 * Gives a waiting host its session. A host that was killed may still look alive, and its pipe still takes the folder: only its
 * answer says that it has the session.
 *
 * @returns false where it is not there any more
 */
async function give(spare: Spare, folder: string, takeWithin: number): Promise<boolean> {
  if (!isAlive(spare)) return false;
  spare.answers.ref();
  spare.stdin.end(folder);
  const isTaken = await answerOf(spare, takeWithin);
  discard(spare);
  return isTaken;
}

/** Closes the pipes: a host without a session ends of that, one with a session needs them no more. */
function discard({ stdin, answers }: Spare): void {
  stdin.destroy();
  answers.destroy();
}

/** Resolves at the next byte that a waiting host sends: true, or false where it ends or is silent for too long. */
async function answerOf({ answers }: Spare, within: number): Promise<boolean> {
  const inTime = AbortSignal.timeout(within);
  const answered = once(answers, 'data', { signal: inTime }).then(() => true);
  const ended = once(answers, 'close', { signal: inTime }).then(() => false);
  return Promise.race([answered, ended]).catch(() => false);
}
