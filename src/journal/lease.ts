import { statSync } from 'node:fs';
import { link, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { JournalError } from '../ports/journal.ts';
import type { RunDriver } from '../ports/journal.ts';
import type { ProcessIdentity, Programs } from '../ports/programs.ts';
import { errorCode } from '../util/errors.ts';

/** The right to write a journal. The highest-numbered lease file of a run's folder says who has it. */
export interface Lease {
  /** Fencing token: higher for every taking of the lease. */
  readonly token: number;
  /** Whether another process has taken the lease since. One look at the file system. */
  isLost(): boolean;
  release(): Promise<void>;
  /** Gives up the lease of a run that never began, and leaves nothing of it. */
  remove(): Promise<void>;
}

interface Holder extends ProcessIdentity {
  readonly host: string;
  readonly token: number;
  readonly at: number;
  readonly released: boolean;
}

/** A lease file without readable content is one that is just being written, unless it stays so for this long. */
const unreadableMs = 10_000;
const attempts = 50;

/**
 * Takes the lease of a run's folder. Each taking makes the file `lease-<token>` that must not exist before, so of two
 * processes only one can make it; earlier files are removed afterwards. The lease of a live process is never taken.
 * @param lastToken asked only when the folder contains no lease file: the token that the new one must exceed
 * @throws JournalError `in-use`, naming the process that has the lease; errors of the file system as they are
 */
export async function takeLease(
  folder: string,
  lastToken: () => Promise<number>,
  clock: Clock,
  identify: Programs['identify'],
): Promise<Lease> {
  const self = await identify(process.pid);
  if (self === undefined) throw new Error(`The system does not list this process (${process.pid}).`);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const current = await highestToken(folder);
    if (current > 0) await refuseIfHeld(folder, current, clock, identify);
    const token = (current > 0 ? current : await lastToken()) + 1;
    const holder: Holder = { ...self, host: hostname(), token, at: clock.now(), released: false };
    if (!(await createExclusively(leaseFile(folder, token), JSON.stringify(holder)))) continue;
    if ((await highestToken(folder)) !== token) {
      await rm(leaseFile(folder, token), { force: true });
      continue;
    }
    await removeBelow(folder, token);
    return createLease(folder, holder);
  }
  throw new JournalError('in-use', `Several processes are opening the run in ${folder} at once. Try again.`);
}

function createLease(folder: string, holder: Holder): Lease {
  const file = leaseFile(folder, holder.token);
  const next = leaseFile(folder, holder.token + 1);
  return {
    token: holder.token,
    // Synchronous: an asynchronous look would cost as much as the flush it precedes.
    isLost: () => statSync(next, { throwIfNoEntry: false }) !== undefined,
    async release() {
      // The file stays, marked, so that tokens go on rising.
      const mark = temporaryName(file);
      await writeDurably(mark, JSON.stringify({ ...holder, released: true }));
      await rename(mark, file);
    },
    async remove() {
      await rm(file, { force: true });
      // Another process may be opening a run of this name just now: its files keep the folder.
      await rmdir(folder).catch(() => undefined);
    },
  };
}

async function refuseIfHeld(
  folder: string,
  token: number,
  clock: Clock,
  identify: Programs['identify'],
): Promise<void> {
  const file = leaseFile(folder, token);
  const holder = await readHolder(file);
  if (holder === undefined) {
    const written = await stat(file).catch(() => undefined);
    if (written === undefined || clock.now() - written.mtimeMs > unreadableMs) return;
    throw new JournalError('in-use', `Another process is opening the run in ${folder} just now. Try again.`);
  }
  if (holder.released) return;
  const since = new Date(holder.at).toISOString();
  if (holder.host !== hostname()) {
    throw new JournalError(
      'in-use',
      `The run is open on machine ${holder.host} (process ${holder.pid}) since ${since}. ` +
        `Close it there. If that machine is gone for good, remove ${file} and try again.`,
    );
  }
  const process = await identify(holder.pid);
  if (process?.started === holder.started) {
    throw new JournalError(
      'in-use',
      `The run is open in process ${holder.pid} since ${since}: another editor window, or a wavegate command. ` +
        'Go on there, or close it and try again.',
    );
  }
}

/** The live process that has the lease of a run's folder. */
export async function leaseDriver(folder: string, identify: Programs['identify']): Promise<RunDriver | undefined> {
  const token = await highestToken(folder);
  const holder = token === 0 ? undefined : await readHolder(leaseFile(folder, token));
  if (holder === undefined || holder.released) return undefined;
  const here = holder.host === hostname();
  if (here && (await identify(holder.pid))?.started !== holder.started) return undefined;
  return { pid: holder.pid, host: holder.host, since: holder.at, here };
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value && 'released' in value;
}

const leaseFile = (folder: string, token: number): string => path.join(folder, `lease-${token}`);
const temporaryName = (file: string): string => `${file}.${randomUUID()}.tmp`;

async function leaseTokens(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (/^lease-[1-9][0-9]*$/.test(name) ? [Number(name.slice('lease-'.length))] : []));
}

async function highestToken(folder: string): Promise<number> {
  return Math.max(0, ...(await leaseTokens(folder)));
}

async function removeBelow(folder: string, token: number): Promise<void> {
  const older = (await leaseTokens(folder)).filter((other) => other < token);
  await Promise.all(older.map((other) => rm(leaseFile(folder, other), { force: true })));
}

/** Makes a file with its content in one step; false when it exists. */
async function createExclusively(file: string, text: string): Promise<boolean> {
  const draft = temporaryName(file);
  try {
    await writeDurably(draft, text);
    await link(draft, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code ?? '')) throw error;
    return await createInTwoSteps(file, text);
  } finally {
    await rm(draft, { force: true });
  }
}

/** For file systems without hard links: a reader may see the file before its content. */
async function createInTwoSteps(file: string, text: string): Promise<boolean> {
  try {
    await writeDurably(file, text);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
