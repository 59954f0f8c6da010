import { withAttributesOf } from '../changes/mergeAttributes.ts';
import { GitError } from '../call/gitError.ts';
import { knownCommit } from '../refs/commits.ts';
import { parseMergedTrees } from '../parse/mergeTree.ts';
import { gitText } from '../call/runGit.ts';

/** Two parts that cannot be reconciled, and the files that stand in the way. */
export interface PredictedConflict {
  readonly between: readonly [string, string];
  readonly files: readonly string[];
}

export interface PredictionRequest {
  readonly repository: string;
  /** Commit the parts will be merged onto. */
  readonly onto: string;
  readonly parts: readonly { readonly subject: string; readonly commit: string }[];
  /** Files that stay as they are, so that nothing about them is a conflict. Default: none. */
  readonly stays?: readonly string[] | undefined;
}

/** How the commit merged onto is called beside the parts. */
export const base = 'the run branch';

/**
 * Tries each part against every other and against the commit they will be merged onto, before anything is merged: one git
 * process for all pairs, no worktree, no ref. What only three together would bring about is for the merge itself to find.
 *
 * @returns pairs in conflict, in merge order
 * @throws GitError when a part is not a commit here
 */
export async function predictConflicts(request: PredictionRequest): Promise<readonly PredictedConflict[]> {
  const { repository, onto, parts, stays = [] } = request;
  const all = [{ subject: base, commit: onto }, ...parts];
  const following = await followers(repository, onto, parts);
  const pairs = all.flatMap((left, index) =>
    all.slice(index + 1).flatMap((right) => (index === 0 && following.has(right) ? [] : [{ left, right }])),
  );
  if (pairs.length === 0) return [];
  const output = await withAttributesOf(repository, onto, (call) =>
    gitText(['merge-tree', '--write-tree', '--stdin', '-z', '--name-only', '--no-messages'], {
      ...call,
      input: pairs.map(({ left, right }) => `${left.commit} ${right.commit}\n`).join(''),
    }),
  );
  const merged = parseMergedTrees(output);
  if (merged.length < pairs.length)
    throw new GitError('failed', `git merge-tree in ${repository} told of ${merged.length} of ${pairs.length} merges.`);
  return pairs.flatMap(({ left, right }, index) => {
    const files = (merged[index]?.conflicts ?? []).filter((file) => !stays.includes(file));
    return files.length === 0 ? [] : [{ between: [left.subject, right.subject] as const, files }];
  });
}

/** Parts that are one commit on top of the one they will be merged onto, as far as that is known: nothing in it stands in their way. */
async function followers<Part extends { readonly commit: string }>(
  repository: string,
  onto: string,
  parts: readonly Part[],
): Promise<ReadonlySet<Part>> {
  const parents = await Promise.all(parts.map(async ({ commit }) => (await knownCommit(repository, commit))?.parents));
  return new Set(parts.filter((_part, index) => parents[index]?.join() === onto));
}
