import type { Plan } from '../../core/plan/schema/plan.ts';
import { commitAuthor, createCommit, readCommit, sameContent } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { requireFree } from '../place/listedWorktrees.ts';
import { readRef } from '../refs/refFiles.ts';
import { setRef } from '../refs/refs.ts';
import { isSigned } from './signing.ts';

export interface BranchCommit {
  readonly repository: string;
  readonly tree: string;
  /** Commit that the branch must be at now. */
  readonly parent: string;
  /** Commits of other branches that it merges. Default: none. */
  readonly merges?: readonly string[];
  readonly message: string;
  /** Short name. */
  readonly branch: string;
  /** As in a plan. Default: never. */
  readonly sign?: Plan['commit']['sign'];
}

/**
 * Adds one commit to a branch, without a worktree. Asking again after a crash finds the commit made before and returns it.
 * `{author}` in a trailer of the message becomes who commits.
 *
 * @returns the commit
 * @throws GitError when the branch is missing, points elsewhere or is checked out; it has not moved then
 */
export async function commitToBranch(request: BranchCommit): Promise<string> {
  const { repository, tree, parent, merges = [], branch, sign = 'never' } = request;
  const message = await withAuthor(repository, request.message);
  const ref = `refs/heads/${branch}`;
  const asked = { tree, parents: [parent, ...merges], message };
  const present = await presentCommit(repository, ref, asked);
  if (present !== undefined) return present;
  await requireFree(repository, branch);
  const commit = await createCommit(repository, { ...asked, sign: await isSigned(repository, sign) });
  if (await setRef(repository, ref, commit, parent)) return commit;
  const raced = await presentCommit(repository, ref, asked);
  if (raced !== undefined) return raced;
  const now = (await readRef(repository, ref)) ?? 'nothing';
  throw new GitError(
    'failed',
    `Branch ${branch} points at ${now} instead of ${parent}: something outside this run moved it. ` +
      `Move it back with "git branch -f ${branch} ${parent}" and try again.`,
  );
}

/** A sign-off has to name exactly who commits, which is known only here. */
export async function withAuthor(repository: string, message: string): Promise<string> {
  const author = /^[A-Za-z0-9-]+: .*\{author\}/gm;
  if (!author.test(message)) return message;
  const name = await commitAuthor(repository);
  return message.replace(author, (line) => line.replaceAll('{author}', name));
}

async function presentCommit(
  repository: string,
  ref: string,
  asked: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string | undefined> {
  const commit = await readRef(repository, ref);
  // Where the branch is at the parent, nothing was made before.
  if (commit === undefined || commit === asked.parents[0]) return undefined;
  return sameContent(await readCommit(repository, commit), asked) ? commit : undefined;
}
