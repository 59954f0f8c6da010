import type { SessionPlan } from '../core/run/events.ts';
import type { Scope } from '../core/run/model.ts';
import type { Layout } from '../ports/layout.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
import type { Workspaces } from '../ports/workspaces.ts';
import { fileChanges, isUnknownCommit, readFileAt, treeOf } from './changes.ts';
import { resolveCommit } from './commits.ts';
import { guardFolderOf } from './guard/guardFolder.ts';
import { inspectRepository } from './inspectRepository.ts';
import { parseSessionBranch } from './marks.ts';
import { prepareWorktrees } from './prepareWorktrees.ts';
import type { RunCommand } from './provisionWorktree.ts';
import { removeWorktrees } from './removeWorktrees.ts';
import { openRunBranch } from './runBranch.ts';
import { asWorkspace } from './workspaceFailure.ts';
import type { WantedWorktree } from './worktreeGate.ts';

export interface WorkspaceOptions {
  /** Top folder of the person's checkout, native path. */
  readonly repository: string;
  readonly layout: Pick<Layout, 'worktree' | 'backupFolder'>;
  /** How setup and teardown commands of a plan are run. */
  readonly runCommand: RunCommand;
}

/** Workspaces on git worktrees of this machine. */
export function createWorkspaces({ repository, layout, runCommand }: WorkspaceOptions): Workspaces {
  /** Sessions without a branch do mechanical work and get their checkouts, if any, when they run. */
  const wantedBy = (scope: Scope, sessions: readonly SessionPlan[]): readonly WantedWorktree[] =>
    sessions.flatMap(({ id, branch, base, subject }) => {
      if (branch === undefined) return [];
      const { run } = parseSessionBranch(branch);
      const folder = layout.worktree(run, scope, subject);
      const guard = guardFolderOf({ backupFolder: layout.backupFolder(run), worktree: folder });
      return [{ id, branch, base, folder, guard }];
    });
  return {
    inspect: (options) => asWorkspace(() => inspectRepository(repository, options)),
    openRun: (_run, branch, commit) => asWorkspace(() => openRunBranch(repository, branch, commit)),
    resolve: (branch) => asWorkspace(() => resolveCommit(repository, `refs/heads/${branch}`)),
    prepare: (scope, sessions, worktree) =>
      asWorkspace(() => prepareWorktrees(repository, wantedBy(scope, sessions), worktree, runCommand)),
    remove: (scope, sessions, worktree) =>
      asWorkspace(() => removeWorktrees(repository, wantedBy(scope, sessions), worktree.teardown, runCommand)),
    changes: (from, to) => aboutCommits(() => fileChanges(repository, from, to)),
    tree: (commit) => aboutCommits(() => treeOf(repository, commit)),
    fileAt: (commit, file) => aboutCommits(() => readFileAt(repository, commit, file)),
  };
}

async function aboutCommits<Result>(work: () => Promise<Result>): Promise<Result> {
  return asWorkspace(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isUnknownCommit(error)) throw error;
      const text = error instanceof Error ? error.message : String(error);
      throw new WorkspaceError(
        'unknown-commit',
        `${text}. Fetch the commit, or check that the repository is the one of the run.`,
        {
          cause: error,
        },
      );
    }
  });
}
