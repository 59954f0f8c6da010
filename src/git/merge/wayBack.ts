import type { MergePart } from '../../core/model/sessionWork.ts';
import type { ForeseenRevert } from '../../core/model/repository.ts';
import { treeOf } from '../changes/changes.ts';
import { commitDate, createCommit, readCommits } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { withAttributesOf } from '../changes/mergeAttributes.ts';
import { mergeTrees } from './mergeParts.ts';
import { runGit } from '../call/runGit.ts';
import { withFilesOf } from './staying.ts';

/**
 * Writes a commit that follows another and has the tree before it. Merged, it undoes what that commit changed and leaves what
 * came later. The same commit gives the same one again; no ref leads to it.
 *
 * @throws GitError when it is no commit here, or the first of its history
 */
export async function wayBack(repository: string, commit: string): Promise<string> {
  const [taken] = await readCommits(repository, [commit]);
  const before = taken?.parents[0];
  if (before === undefined) throw new GitError('failed', `${commit} has no parent, so there is no state before it.`);
  const tree = await treeOf(repository, before);
  const date = taken?.date ?? '';
  return createCommit(repository, { tree, parents: [commit], message: `Take back ${commit}`, date });
}

/**
 * Parts to merge, with commits that lead back in place of those to take back.
 *
 * @param onto commit they are merged onto
 * @throws GitError like wayBack, and when a commit to take back is not in that history
 */
export async function partsToMerge(
  repository: string,
  onto: string,
  parts: readonly MergePart[],
): Promise<readonly { readonly subject: string; readonly commit: string }[]> {
  return Promise.all(
    parts.map(async ({ subject, commit, reverts }) => {
      if (reverts !== true) return { subject, commit };
      const call = { folder: repository, accept: [0, 1] };
      const { exitCode } = await runGit(['merge-base', '--is-ancestor', commit, onto], call);
      // Merged, it would bring the history it is in.
      if (exitCode === 1) {
        throw new GitError('failed', `Commit ${commit} is not in the history of the run, so it cannot be taken back.`);
      }
      return { subject, commit: await wayBack(repository, commit) };
    }),
  );
}

/**
 * Tries what taking commits back would lead to, one after the other, without moving a ref.
 *
 * @param onto commit that has all of them in its history
 * @param stays files that stay as they are
 * @returns one entry a commit, in the same order
 * @throws GitError like wayBack
 */
export async function foreseeReverts(
  repository: string,
  onto: string,
  commits: readonly string[],
  stays: readonly string[],
): Promise<readonly ForeseenRevert[]> {
  return withAttributesOf(repository, onto, async (call) => {
    const foreseen: ForeseenRevert[] = [];
    const date = await commitDate(repository, onto);
    let state = onto;
    for (const commit of commits) {
      const merged = await mergeTrees(call, state, await wayBack(repository, commit));
      const tree = await withFilesOf(repository, merged.tree, onto, stays);
      const conflicts = merged.conflicts.filter((file) => !stays.includes(file));
      foreseen.push({ conflicts, isGone: conflicts.length === 0 && tree === (await treeOf(repository, state)) });
      state = await createCommit(repository, { tree, parents: [state], message: `Without ${commit}`, date });
    }
    return foreseen;
  });
}
