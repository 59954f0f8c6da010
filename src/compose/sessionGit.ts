import type { SessionGit } from '../ports/sessionGit.ts';
import { readFileAt, treeChanges } from '../git/changes.ts';
import { checkoutDetached, removeCheckout } from '../git/checkout.ts';
import { commitChangelogEntry, commitPlanRevision } from '../git/fileCommit.ts';
import { keptRef } from '../git/marks.ts';
import { leaveConflicts } from '../git/leaveConflicts.ts';
import { mergeParts } from '../git/mergeParts.ts';
import { filesToCopy, provisionWorktree, runCommands } from '../git/provisionWorktree.ts';
import type { RunCommand } from '../git/provisionWorktree.ts';
import { predictConflicts } from '../git/predictConflicts.ts';
import { pushBranch } from '../git/push.ts';
import { setRef } from '../git/refs.ts';
import { restorePaths } from '../git/restorePaths.ts';
import { scopeViolations } from '../git/scope.ts';
import { snapshotWorktree } from '../git/snapshot.ts';
import { takeResolution } from '../git/takeResolution.ts';
import { commitToBranch } from '../git/waveCommit.ts';
import { worktreeTree } from '../git/worktreeTree.ts';
import { backupOf, guard, recoverGuard } from './sessionGuard.ts';

/**
 * Git as the sessions of one host use it.
 *
 * @param run runs the plan's setup commands
 */
export function createSessionGit(run: RunCommand): SessionGit {
  return {
    guard,
    recoverGuard,
    keep,
    restore,
    async checkout({ repository, worktree }, commit, { copy, link, setup }) {
      await checkoutDetached(repository, commit, worktree);
      await provisionWorktree(repository, worktree, await filesToCopy(repository, copy), link);
      await runCommands(setup, worktree, run, 'worktree.setup');
    },
    discard: ({ repository, worktree }) => removeCheckout(repository, worktree),
    async lineCount({ repository }, commit, file) {
      const text = await readFileAt(repository, commit, file);
      return text?.replace(/\n$/, '').split('\n').length;
    },
    predict: ({ repository }, work) => predictConflicts({ repository, ...work }),
    merge: ({ repository }, { resolution, ...work }) =>
      resolution === undefined
        ? mergeParts({ repository, ...work })
        : takeResolution({ repository, ...work }, resolution),
    leaveConflicts: ({ repository }, { onto, parts, keepConflicts }) =>
      leaveConflicts({ repository, onto, parts, keep: keepConflicts }),
    async commit({ repository }, { tree, parent, message, branch }) {
      return { commit: await commitToBranch({ repository, tree, parent, message, branch }), tree };
    },
    addChangelogEntry: ({ repository }, { branch, head }, changelog) =>
      commitChangelogEntry({ repository, branch, parent: head, ...changelog }),
    push: ({ repository }, request) => pushBranch({ repository, ...request }),
    revise: ({ repository }, work) => commitPlanRevision({ repository, ...work }),
  };
}

/** Everything is saved first, so that whatever happens while violations are undone, nothing an agent did is lost. */
const keep: SessionGit['keep'] = async (place, { branch, base, rules, message }) => {
  const { repository, worktree } = place;
  const snapshot = () => snapshotWorktree({ repository, worktree, branch, base, message });
  const allowed = rules.mode === 'read-only' ? { owns: [], deletes: [], protected: [] } : rules;
  const first = await snapshot();
  const violations = scopeViolations(first.changes, allowed).map((violation) => violation.path);
  if (violations.length === 0) return { ...first, violations };
  await restorePaths({ repository, worktree, base, paths: violations, backup: backupOf(place) });
  const clean = await snapshot();
  const left = scopeViolations(clean.changes, allowed);
  if (left.length > 0) {
    const names = left.map((violation) => violation.path).join(', ');
    throw new Error(`The agent changed ${names}, which its task does not own, and it could not be undone.`);
  }
  if (rules.mode === 'read-only') return { ...clean, violations };
  await setRef(repository, keptRef('strayed', branch), first.commit);
  const changes = first.changes.filter(({ path: file }) => violations.includes(file));
  return { ...clean, violations, strayed: { commit: first.commit, changes } };
};

const restore: SessionGit['restore'] = async (place, commit) => {
  const { repository, worktree } = place;
  const tree = await worktreeTree(repository, worktree, commit);
  const paths = (await treeChanges(repository, commit, tree)).map((change) => change.path);
  await restorePaths({ repository, worktree, base: commit, paths, backup: `${backupOf(place)}.checks` });
};
