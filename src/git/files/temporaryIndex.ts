import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { commonFolder } from '../place/repositoryFolders.ts';

/** A way to call git on a repository's objects without touching any checkout's index. */
export interface Bench {
  /** The repository's shared git folder. */
  readonly common: string;
  /** Absolute path of the index file; it does not exist at first, which git takes for an empty index. */
  readonly index: string;
  /** Environment that makes git use both, and nothing it would find by looking around. */
  readonly env: Readonly<Record<string, string>>;
}

export interface BorrowedIndex extends Bench {
  /** Removes the file. */
  giveBack(): Promise<void>;
}

/** `worktree`: folder git takes for the worktree; without it git works as in a bare repository. */
export interface IndexOptions {
  readonly worktree?: string | undefined;
  /** Folder for the file. Default: the shared git folder. */
  readonly folder?: string | undefined;
}

/** Lends an index, which whoever takes it gives back. */
export async function borrowIndex(repository: string, { worktree, folder }: IndexOptions = {}): Promise<BorrowedIndex> {
  const common = await commonFolder(repository);
  const index = path.join(folder ?? common, `wavegate-index-${randomUUID()}`);
  const place = worktree === undefined ? {} : { GIT_WORK_TREE: worktree };
  return {
    common,
    index,
    env: { GIT_DIR: common, GIT_INDEX_FILE: index, ...place },
    async giveBack() {
      await rm(index, { force: true });
      await rm(`${index}.lock`, { force: true });
    },
  };
}

/** Lends a temporary index and removes it afterwards, whatever happens. */
export async function withTemporaryIndex<Result>(
  repository: string,
  use: (bench: Bench) => Promise<Result>,
  options: IndexOptions = {},
): Promise<Result> {
  const borrowed = await borrowIndex(repository, options);
  try {
    return await use(borrowed);
  } finally {
    await borrowed.giveBack();
  }
}
