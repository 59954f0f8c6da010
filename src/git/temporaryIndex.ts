import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { commonFolder } from './repositoryFolders.ts';

/** A way to call git on a repository's objects without touching any checkout's index. */
export interface Bench {
  /** The repository's shared git folder. */
  readonly common: string;
  /** Absolute path of the index file; it does not exist at first, which git takes for an empty index. */
  readonly index: string;
  /** Environment that makes git use both, and nothing it would find by looking around. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Lends a temporary index and removes it afterwards, whatever happens.
 *
 * @param worktree folder git takes for the worktree; without it git works as in a bare repository
 */
export async function withTemporaryIndex<Result>(
  repository: string,
  use: (bench: Bench) => Promise<Result>,
  worktree?: string,
): Promise<Result> {
  const common = await commonFolder(repository);
  const index = path.join(common, `wavegate-index-${randomUUID()}`);
  const place = worktree === undefined ? {} : { GIT_WORK_TREE: worktree };
  try {
    return await use({ common, index, env: { GIT_DIR: common, GIT_INDEX_FILE: index, ...place } });
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}
