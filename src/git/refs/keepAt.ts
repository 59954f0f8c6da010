import { isAncestor, resolveCommit } from './commits.ts';
import { GitError } from '../call/gitError.ts';
import { deleteRef, nowhere, replaceRef, setRef } from './refs.ts';

/** Characters of a commit in the name of a ref that keeps an earlier one. */
const shortLength = 12;

/**
 * Points a ref that keeps work at a commit. What it kept before and the commit does not contain, such as the work of an
 * earlier session of the same task, stays at `<ref>-<commit>`, so that git never clears it away.
 *
 * @param ref full name
 */
export async function keepAt(repository: string, ref: string, commit: string): Promise<void> {
  if (await setRef(repository, ref, commit, nowhere)) return;
  const before = await resolveCommit(repository, ref);
  if (before !== undefined && before !== commit && !(await isAncestor(repository, before, commit))) {
    await setRef(repository, `${ref}-${before.slice(0, shortLength)}`, before);
  }
  await setRef(repository, ref, commit);
}

/**
 * Removes a ref, and keeps what it points at as `keepAt` does: at once where nothing is kept there yet.
 *
 * @param ref full name
 * @param commit where it points
 */
export async function retireRef(repository: string, ref: string, commit: string, kept: string): Promise<void> {
  try {
    await replaceRef(repository, ref, kept, commit);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await keepAt(repository, kept, commit);
    await deleteRef(repository, ref, commit);
  }
}
