import { stat } from 'node:fs/promises';
import type { Plan } from '../core/plan/schema.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
import { removeCheckout } from './checkout.ts';
import { createCommit, resolveCommit } from './commits.ts';
import { listedAt } from './listedWorktrees.ts';
import { keptRef } from './marks.ts';
import { runCommands } from './provisionWorktree.ts';
import type { RunCommand } from './provisionWorktree.ts';
import { deleteRef, setRef } from './refs.ts';
import type { WantedWorktree } from './worktreeGate.ts';
import { readWorktree } from './worktreeIndex.ts';

/**
 * Removes the worktrees and branches of ended sessions. What the branch holds stays reachable at
 * `refs/wavegate/<run>/sessions/…`; files that differ from it are committed to `refs/wavegate/<run>/saved/…` first. Safe to
 * repeat after an interruption.
 *
 * @throws WorkspaceError `setup-failed` when a teardown command fails, and `worktree-exists` when something else stands
 *   at the place; GitError for the rest. Nothing unsaved is removed in any case
 */
export async function removeWorktrees(
  repository: string,
  sessions: readonly WantedWorktree[],
  settings: Pick<Plan['worktree'], 'teardown' | 'minutes'>,
  run: RunCommand,
): Promise<void> {
  for (const session of sessions) {
    const { folder, branch } = session;
    const ref = `refs/heads/${branch}`;
    const tip = await resolveCommit(repository, ref);
    const registered = await listedAt(repository, folder);
    if (registered !== undefined) {
      if ((await stat(folder).catch(() => undefined)) !== undefined) {
        await runCommands(settings, 'teardown', folder, run);
        await saveUncommitted(repository, session, tip ?? session.base);
      }
      await removeCheckout(repository, folder);
    } else if ((await stat(folder).catch(() => undefined)) !== undefined) {
      throw new WorkspaceError(
        'worktree-exists',
        `${folder} is no worktree of this repository any more, so it was left alone. Look at what is in it and remove it.`,
      );
    }
    if (tip === undefined) continue;
    await setRef(repository, keptRef('sessions', branch), tip);
    await deleteRef(repository, ref, tip);
  }
}

async function saveUncommitted(repository: string, session: WantedWorktree, tip: string): Promise<void> {
  const { tree, changes } = await readWorktree({ repository, worktree: session.folder, base: tip });
  if (changes.length === 0) return;
  const commit = await createCommit(repository, {
    tree,
    parents: [tip],
    message: `Uncommitted work in the worktree of ${session.branch}`,
  });
  await setRef(repository, keptRef('saved', session.branch), commit);
}
