import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, errorMessage } from '../util/errors.ts';
import { folderName } from './folderName.ts';
import { makeFolder } from './makeFolder.ts';
import { LayoutError } from './roots.ts';

/**
 * A repository is known by an id that lies in its git folder, so that its runs are found wherever it is moved and whatever it is
 * called, from each of its worktrees, and never from another repository of the same name.
 */
const idFile = path.join('wavegate', 'repository-id');
/** Remembers, beside the runs, which git folder an id belongs to: a copied git folder contains the same id. */
const ownerFile = 'repository.json';

const validId = /^[a-z0-9._~-]{1,80}$/;

/** Another process that has just made the file is about to fill it. */
const fillTries = 20;
const fillPauseMs = 10;

/** The id of a repository, and where it was when it was used last. */
export interface RepositoryIdentity {
  readonly id: string;
  /** Its git folder when it was used last; only where it is another one now. */
  readonly movedFrom?: string;
}

/**
 * The id of a repository that has had runs, looking only.
 *
 * @param common its shared git folder
 * @param stateRoot the folder of all runs
 * @returns undefined when it has none, or one that belongs to the repository it was copied from
 */
export async function knownIdentity(common: string, stateRoot: string): Promise<RepositoryIdentity | undefined> {
  const id = await readId(common);
  if (id === undefined) return undefined;
  const owner = await readOwner(stateRoot, id);
  if (owner === undefined || (await sameFolder(owner, common))) return { id };
  if ((await readId(owner)) !== id) return { id, movedFrom: owner };
  // The same folder may be seen at two paths, as in a container.
  return (await sameFile(path.join(owner, idFile), path.join(common, idFile))) ? { id } : undefined;
}

/**
 * The id of a repository, made where it has none of its own, and remembered as belonging to this git folder.
 *
 * @param name what the new id begins with, for people who look at the folders
 * @throws LayoutError when the git folder or the state folder cannot be written
 */
export async function claimIdentity(common: string, name: string, stateRoot: string): Promise<RepositoryIdentity> {
  const known = await knownIdentity(common, stateRoot);
  const identity = known ?? { id: await makeId(common, name) };
  const folder = path.join(stateRoot, identity.id);
  const owner = await readOwner(stateRoot, identity.id);
  if (owner === undefined || !(await sameFolder(owner, common))) {
    await writing(
      folder,
      'Set WAVEGATE_STATE (in VS Code: wavegate.stateFolder) to a folder that can be written.',
      async () => {
        await makeFolder(folder);
        await writeFile(path.join(folder, ownerFile), `${JSON.stringify({ gitFolder: common })}\n`);
      },
    );
  }
  return identity;
}

async function makeId(common: string, name: string): Promise<string> {
  const file = path.join(common, idFile);
  const advice = 'Wavegate keeps branches and worktrees there. Make it writable, or clone the repository elsewhere.';
  const copied = await readId(common);
  const id = `${readable(name)}-${randomBytes(6).toString('hex')}`;
  return writing(common, advice, async () => {
    await makeFolder(path.dirname(file));
    // The id of the repository this one was copied from is replaced; else whoever makes the file first decides.
    if (copied !== undefined) {
      await writeFile(file, `${id}\n`);
      return id;
    }
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(`${id}\n`);
      await handle.close();
      return id;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    for (let tries = 0; tries < fillTries; tries += 1) {
      const other = await readId(common);
      if (other !== undefined) return other;
      await delay(fillPauseMs);
    }
    await writeFile(file, `${id}\n`);
    return id;
  });
}

/** The part of an id that is for people. Where names have none of its characters, or look the same, the rest tells them apart. */
function readable(name: string): string {
  const safe = name.toLowerCase().replace(/[^a-z0-9._~]+/g, '-');
  return (
    safe
      .replace(/^[.-]+/, '')
      .slice(0, 40)
      .replace(/[.-]+$/, '') || 'repository'
  );
}

async function readId(common: string): Promise<string | undefined> {
  const text = await readFile(path.join(common, idFile), 'utf8').catch(() => '');
  const id = text.trim();
  return validId.test(id) && folderName(id) === id ? id : undefined;
}

async function readOwner(stateRoot: string, id: string): Promise<string | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(path.join(stateRoot, id, ownerFile), 'utf8'));
    const folder = (record as { readonly gitFolder?: unknown } | null)?.gitFolder;
    return typeof folder === 'string' ? folder : undefined;
  } catch {
    return undefined;
  }
}

async function sameFolder(a: string, b: string): Promise<boolean> {
  const real = async (folder: string): Promise<string> => realpath(folder).catch(() => path.resolve(folder));
  return (await real(a)) === (await real(b));
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

async function writing<Result>(folder: string, advice: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw new LayoutError(`${folder} ${whyUnwritable(error)}. ${advice}`, { cause: error });
  }
}

/** Why a folder cannot be written, in words, as the end of a sentence that starts with the folder. */
export function whyUnwritable(error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case 'EROFS':
      return 'is read-only (a read-only file system)';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be written by you (permission denied)';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'cannot be a folder, because a file is in its place';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'cannot be written, because the disk is full';
    default:
      return `cannot be written (${errorMessage(error)})`;
  }
}
