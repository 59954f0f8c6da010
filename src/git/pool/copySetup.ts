import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, lstatSync, readdirSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, readlink, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setupFiles } from './keptSetups.ts';
import type { KeptSetup } from './keptSetups.ts';
import { renamedIn } from './worktreeNames.ts';

const execute = promisify(execFile);

/** Files looked at between two turns of the event loop. */
const together = 500;

/**
 * Copies what a set-up has left into a worktree in which there is nothing but a commit: by copy-on-write where the disk can, as
 * plain copies elsewhere, never as second names of the same file.
 *
 * @returns touched: somebody has changed what was kept; unfit: it cannot be put there. Nothing of it is left there then
 */
export async function copySetup(kept: KeptSetup, worktree: string): Promise<'copied' | 'touched' | 'unfit'> {
  const top = await realpath(worktree);
  const made: string[] = [];
  try {
    for (const entry of kept.entries) {
      const target = path.join(top, ...entry.split('/'));
      const parent = path.dirname(target);
      await mkdir(parent, { recursive: true });
      // Never through a link that another commit has there.
      if ((await realpath(parent)) !== parent) throw new Error(`${entry} is behind a link.`);
      if ((await lstat(target).catch(() => undefined)) !== undefined) throw new Error(`${entry} is there already.`);
      made.push(target);
      await copyTree(path.join(setupFiles(kept.folder), ...entry.split('/')), target);
    }
    for (const file of kept.naming) await nameAnew(path.join(top, ...file.split('/')), kept.from, worktree);
    // Last: whatever anybody did to it before or meanwhile is seen.
    if ((await stateOf(setupFiles(kept.folder))) === kept.state) return 'copied';
    await removeAll(made);
    return 'touched';
  } catch {
    await removeAll(made);
    return 'unfit';
  }
}

async function removeAll(places: readonly string[]): Promise<void> {
  for (const place of places) await rm(place, { recursive: true, force: true, maxRetries: 3 });
}

/** The system's own command copies a folder of small files in half of Node's time, and without holding this process up. */
async function copyTree(from: string, to: string): Promise<void> {
  const options = { linux: ['-a', '--reflink=auto'], darwin: ['-c', '-R', '-p', '-P'] } as const;
  const known = process.platform === 'linux' || process.platform === 'darwin' ? options[process.platform] : undefined;
  if (known !== undefined) {
    try {
      await execute('cp', [...known, '--', from, to]);
      return;
    } catch {
      await rm(to, { recursive: true, force: true });
    }
  }
  const mode = constants.COPYFILE_FICLONE;
  await cp(from, to, { recursive: true, mode, preserveTimestamps: true, verbatimSymlinks: true, errorOnExist: true });
}

/** Has a text or a link name the worktree it is in. */
async function nameAnew(file: string, from: readonly string[], worktree: string): Promise<void> {
  const found = await lstat(file);
  if (found.isSymbolicLink()) {
    const leads = renamedIn(Buffer.from(await readlink(file)), from, worktree).toString();
    await rm(file);
    await symlink(leads, file);
    return;
  }
  await writeFile(file, renamedIn(await readFile(file), from, worktree));
  await utimes(file, found.atime, found.mtime);
}

/**
 * Name for the state of each file of a folder, as the system reports it. Nobody can set back the time at which it saw the last
 * change of a file.
 */
export async function stateOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const waiting = [''];
  let seen = 0;
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const name of readdirSync(path.join(folder, below)).sort()) {
      seen += 1;
      if (seen % together === 0) await nextTurn();
      const file = path.join(below, name);
      const { ino, mode, size, ctimeNs, nlink } = lstatSync(path.join(folder, file), { bigint: true });
      hash.update(JSON.stringify([file, `${ino} ${mode} ${size} ${ctimeNs} ${nlink}`]));
      if ((mode & BigInt(constants.S_IFMT)) === BigInt(constants.S_IFDIR)) waiting.push(file);
    }
  }
  return hash.digest('hex');
}
