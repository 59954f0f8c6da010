import { commitDate, createCommit } from '../refs/commits.ts';
import { withAttributesOf } from '../changes/mergeAttributes.ts';
import { mergeTrees } from './mergeParts.ts';
import type { MergeRequest } from './mergeParts.ts';
import { setRef } from '../refs/refs.ts';
import { withFilesOf } from './staying.ts';

/**
 * Merges all parts as far as git can, with markers where it cannot decide, for somebody to continue from.
 *
 * @param request `keep`: the ref that keeps the commit reachable
 * @returns a commit with `onto` as its only parent. The same parts give the same commit again
 * @throws GitError when a part is not a commit here
 */
export async function leaveConflicts({ repository, onto, parts, stays = [], keep }: MergeRequest): Promise<string> {
  const date = await commitDate(repository, onto);
  let state = onto;
  let tree = '';
  await withAttributesOf(repository, onto, async (call) => {
    for (const { subject, commit } of parts) {
      tree = await withFilesOf(repository, (await mergeTrees(call, state, commit)).tree, onto, stays);
      state = await createCommit(repository, { tree, parents: [state, commit], message: `Add ${subject}`, date });
    }
  });
  const message = `With conflicts: ${parts.map((part) => part.subject).join(', ')}`;
  const left = await createCommit(repository, { tree, parents: [onto], message, date });
  await setRef(repository, keep, left);
  return left;
}
