import { backupOf, guardFolderOf } from '../guard/guardFolder.ts';
import { GitError } from '../call/gitError.ts';
import { ignoredFiles } from '../place/ignoredFiles.ts';
import { keptRef } from '../refs/marks.ts';
import { keepOwnWork } from '../privateGit/keepOwnWork.ts';
import { keepAt } from '../refs/keepAt.ts';
import { setRef } from '../refs/refs.ts';
import { restorePaths } from '../files/restorePaths.ts';
import { scopeViolations } from '../place/scope.ts';
import { commitState } from '../worktrees/snapshot.ts';
import type { Snapshot } from '../worktrees/snapshot.ts';
import type { WantedTree, WorktreeIndex, WorktreeState } from '../worktrees/worktreeIndex.ts';
import { openWorktreeIndex, readWorktree } from '../worktrees/worktreeIndex.ts';
import { keepSubmoduleWork, submoduleProblem } from '../work/submoduleWork.ts';
import { keepUnfilled, unfilledProblem } from '../work/unfilledSubmodules.ts';
import { pathMatcher } from '../../core/glob/globs.ts';
import type { SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';

/** Number of times the files are read, where what was read goes again before it is committed. */
const mostLooks = 3;

/** After this many milliseconds the other sessions of a wave have started, which reading ahead must not hold up. */
const othersFirst = 500;

/** Keeps and restores what is in the worktrees of sessions. */
export interface WorkKeeper extends Pick<SessionGit, 'keep' | 'restore'> {
  /**
   * Reads ahead, while an agent works in a worktree, what `keep` and `restore` would have to.
   *
   * @returns ends it
   */
  readAhead(place: SessionPlace, base: string): () => Promise<void>;
}

export function createWorkKeeper(): WorkKeeper {
  const ahead = new Map<string, WorktreeIndex>();
  const close = async (worktree: string): Promise<void> => {
    const index = ahead.get(worktree);
    ahead.delete(worktree);
    await index?.close();
  };
  const reader =
    ({ repository, worktree }: SessionPlace, base: string): ReadFiles =>
    async (also, { again = false, treeOf = 'everything' } = {}) => {
      if (again) await close(worktree);
      try {
        const read = await ahead.get(worktree)?.read({ against: base, also, treeOf });
        if (read !== undefined) return read;
      } catch {
        // An agent may have filled the disk the index is on; there may be space where the repository is.
        await close(worktree);
      }
      return readWorktree({ repository, worktree, base }, also, treeOf);
    };
  return {
    readAhead(place, base) {
      const { repository, worktree } = place;
      const index = openWorktreeIndex({ repository, worktree, base, folder: guardFolderOf(place) });
      ahead.set(worktree, index);
      // Whoever reads hears of a failure.
      const timer = setTimeout(() => void index.prepare().catch(() => undefined), othersFirst);
      return async () => {
        clearTimeout(timer);
        await close(worktree);
      };
    },
    keep: (place, request) => keep(reader(place, request.base), place, request),
    restore: (place, commit) => restore(reader(place, commit), place, commit),
  };
}

/** Compares the files of a worktree with a commit; some count although git ignores them. `again` forgets earlier looks. */
type ReadFiles = (
  also: readonly string[],
  how?: { readonly again?: boolean; readonly treeOf?: WantedTree },
) => Promise<WorktreeState>;

/** Everything is saved first, so that whatever happens while violations are undone, nothing an agent did is lost. */
async function keep(
  read: ReadFiles,
  place: SessionPlace,
  { branch, base, rules, message, claimed = [], stage }: Parameters<SessionGit['keep']>[1],
): ReturnType<SessionGit['keep']> {
  const { repository, worktree } = place;
  const owns = rules.mode === 'read-only' ? [] : rules.owns;
  const { taken, left: ignored } = await ignoredFiles({ repository, worktree, owns, claimed });
  const snapshot = async (): Promise<Snapshot> => {
    const made = await snapshotOnce();
    if (stage !== undefined) await setRef(repository, `${keptRef('stages', branch)}/${stage}`, made.commit);
    return made;
  };
  const snapshotOnce = async (): Promise<Snapshot> => {
    for (let tried = 1; ; tried += 1) {
      try {
        const state = await read(Object.keys(taken), { again: tried > 1 });
        return await commitState({ repository, branch, base, message }, state);
      } catch (error) {
        // A person's `git gc --prune=now` takes away what no ref leads to yet.
        if (tried === mostLooks || !(error instanceof GitError) || error.reason !== 'failed') throw error;
      }
    }
  };
  const submodules = await keepSubmoduleWork({ repository, worktree, base, branch });
  const unfilled = await keepUnfilled({ repository, worktree, base, copies: `${backupOf(place)}.submodules` });
  const isOwned = pathMatcher(owns);
  const problem =
    submoduleProblem(submodules, isOwned) ??
    unfilledProblem(unfilled, (file) => isOwned(file) || claimed.includes(file));
  const unpublished = problem === undefined ? {} : { unpublished: problem };
  const allowed = rules.mode === 'read-only' ? { owns: [], deletes: [], protected: [] } : rules;
  const first = await snapshot();
  // What cannot be brought in now is tried again, and else copied, before the worktree goes.
  await keepOwnWork({ repository, worktree, branch }).catch(() => []);
  const violations = scopeViolations(first.changes, allowed).map((violation) => violation.path);
  if (violations.length === 0) return { ...first, violations, ignored, ...unpublished };
  // Before the branch is moved away from it.
  if (rules.mode !== 'read-only') await keepAt(repository, keptRef('strayed', branch), first.commit);
  await restorePaths({ repository, worktree, base, paths: violations, backup: backupOf(place) });
  const clean = await snapshot();
  const left = scopeViolations(clean.changes, allowed);
  if (left.length > 0) {
    const names = left.map((violation) => violation.path).join(', ');
    throw new Error(`The agent changed ${names}, which its task does not own, and it could not be undone.`);
  }
  if (rules.mode === 'read-only') return { ...clean, violations, ignored, ...unpublished };
  const changes = first.changes.filter(({ path: file }) => violations.includes(file));
  return { ...clean, violations, ignored, ...unpublished, strayed: { commit: first.commit, changes } };
}

async function restore(read: ReadFiles, place: SessionPlace, commit: string): Promise<void> {
  const { repository, worktree } = place;
  const { changes } = await read([], { treeOf: 'changes' });
  const paths = changes.map((change) => change.path);
  await restorePaths({ repository, worktree, base: commit, paths, backup: `${backupOf(place)}.checks` });
}
