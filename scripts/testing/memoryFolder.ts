import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Linux has files in memory. */
const memory = '/dev/shm';

/** Bytes that must be free there: many containers have 64 MB, and tests beside each other need some hundred. */
const leastFree = 2 * 1024 ** 3;

const prefix = 'wavegate-';
const wholly = { recursive: true, force: true, maxRetries: 5 } as const;

/** A folder for what tests write, and how to remove it. */
export interface MemoryFolder {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/**
 * Makes a folder in memory. Tests make thousands of small repositories and throw them away, and a file system on disk works
 * longer on them than git does. Gives undefined where there is too little room, or no program may run from there, as the
 * hooks of a repository do.
 */
export async function makeMemoryFolder(): Promise<MemoryFolder | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const { bavail, bsize } = await statfs(memory);
    if (bavail * bsize < leastFree) return undefined;
    await removeAbandoned();
    const folder = await mkdtemp(path.join(memory, `${prefix}${process.pid}-`));
    // What a process still writes into keeps it from going; the next run of tests removes it then.
    const remove = (): Promise<void> => rm(folder, wholly).catch(() => undefined);
    // A database server that root starts is another user's process.
    await chmod(folder, 0o711);
    const program = path.join(folder, 'program');
    await writeFile(program, '#!/bin/sh\n');
    await chmod(program, 0o700);
    const runs = await run(program).then(
      () => true,
      () => false,
    );
    if (runs) return { folder, remove };
    await remove();
    return undefined;
  } catch {
    return undefined;
  }
}

/** Removes folders of runs of tests that were interrupted: what is in them takes memory until then. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(memory)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !isRunning(pid)) await rm(path.join(memory, name), wholly);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
