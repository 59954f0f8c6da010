import type { Scope } from '../core/model/sessionResult.ts';

/** Paths of the things of a run on this machine. Absolute native paths; nothing is created by asking. */
export interface Layout {
  /** The user's state folder: journals, sessions, backups. Outside every repository and worktree. */
  readonly stateRoot: string;
  /** Parent of all worktrees of this repository. Outside the repository, the state folder and temp folders. */
  readonly worktreeRoot: string;
  runFolder(run: string): string;
  journalFile(run: string): string;
  /** Folder of one epoch of a session: job, output, events, result. */
  sessionFolder(run: string, session: string, epoch: number): string;
  /** Copies of whatever was undone or removed. */
  backupFolder(run: string): string;
  worktree(run: string, scope: Scope, subject: string): string;
}

/** Environment variable with the address of a team's database, or the file that holds it. No session sees it. */
export const databaseVariable = 'WAVEGATE_DATABASE_URL';
