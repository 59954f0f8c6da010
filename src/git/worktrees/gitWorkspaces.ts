import type { SessionPlan } from '../../core/model/events.ts';
import type { Scope } from '../../core/model/sessionResult.ts';
import { sessionVariables } from '../../core/run/session/sessionVariables.ts';
import type { Layout } from '../../ports/layout.ts';
import type { Workspaces } from '../../ports/workspaces.ts';
import { guardFolderOf } from '../guard/guardFolder.ts';
import { parseSessionBranch } from '../refs/marks.ts';
import type { RepositoryWork } from './repositoryWork.ts';
import type { WantedWorktree } from './worktreeGate.ts';

export interface WorkspaceOptions {
  /** Top folder of the person's checkout, native path. */
  readonly repository: string;
  readonly layout: Pick<Layout, 'worktree' | 'backupFolder' | 'stateRoot' | 'worktreeRoot'>;
  readonly work: RepositoryWork;
  readonly freePort: Workspaces['freePort'];
}

/** Worktrees of sessions. Those without a branch do mechanical work and get their checkouts, if any, when they run. */
export function wantedWorktrees(
  layout: Pick<Layout, 'worktree' | 'backupFolder'>,
  scope: Scope,
  sessions: readonly SessionPlan[],
): readonly WantedWorktree[] {
  return sessions.flatMap(({ id, branch, base, subject, port }) => {
    if (branch === undefined) return [];
    const { run } = parseSessionBranch(branch);
    const folder = layout.worktree(run, scope, subject);
    const guard = guardFolderOf({ backupFolder: layout.backupFolder(run), worktree: folder });
    const variables = { ...sessionVariables(run, scope, subject, port), WAVEGATE_SESSION: id };
    return [{ id, branch, base, folder, guard, variables }];
  });
}

/** Workspaces on git worktrees of this machine. */
export function createWorkspaces({ repository, layout, work, freePort }: WorkspaceOptions): Workspaces {
  const wantedBy = (scope: Scope, sessions: readonly SessionPlan[]) => wantedWorktrees(layout, scope, sessions);
  const { stateRoot, worktreeRoot } = layout;
  const roots = { stateRoot, worktreeRoot };
  return {
    inspect: (options) => work.inspect(repository, options),
    async openRun(_run, branch, commit) {
      const made = await work.openRun(repository, branch, commit);
      return async () => {
        if (made) await work.dropRun(repository, branch, commit);
      };
    },
    tryCommits: (commit) => work.tryCommits(repository, commit),
    tryMessages: (messages) => work.tryMessages(repository, messages),
    resolve: (branch) => work.resolve(repository, branch),
    freePort,
    prepare: (scope, sessions, worktree) => work.prepare(repository, wantedBy(scope, sessions), worktree, roots),
    prepareAhead: (scope, sessions, worktree) =>
      work.prepareAhead(repository, wantedBy(scope, sessions), worktree, roots),
    remove: (scope, sessions, worktree) => work.remove(repository, wantedBy(scope, sessions), worktree, roots),
    target: (remote, branch, timeout) => work.target(repository, remote, branch, timeout),
    moved: (base, head, stays) => work.moved(repository, base, head, stays),
    foreseeReverts: (onto, commits, stays) => work.foreseeReverts(repository, onto, commits, stays),
    changes: (from, to) => work.changes(repository, from, to),
    tree: (commit) => work.tree(repository, commit),
    digest: (commit, names) => work.digest(repository, commit, names),
    fileAt: (commit, path) => work.fileAt(repository, commit, path),
  };
}
