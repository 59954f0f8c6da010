import path from 'node:path';

/** A worktree, and the folder for copies of its run. Absolute, native. */
export interface GuardedPlace {
  readonly backupFolder: string;
  readonly worktree: string;
}

/** Each session's worktree has a name of its own, so copies of two sessions never meet. */
export function backupOf({ backupFolder, worktree }: GuardedPlace): string {
  return path.join(backupFolder, path.basename(path.dirname(worktree)), path.basename(worktree));
}

/** Folder in which the guard of a session keeps what it needs. */
export function guardFolderOf(place: GuardedPlace): string {
  return `${backupOf(place)}.guard`;
}
