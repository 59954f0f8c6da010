import path from 'node:path';
import { resolveObject } from '../commits.ts';
import { GitError } from '../gitError.ts';
import { parseSessionBranch } from '../marks.ts';
import { deleteRef, nowhere, setRef } from '../refs.ts';
import { commonFolder } from '../repositoryFolders.ts';
import { gitLine, runGit } from '../runGit.ts';
import { describeDifference } from './compareFingerprints.ts';
import type { Difference } from './compareFingerprints.ts';
import type { Fingerprint } from './fingerprint.ts';
import { undoFile } from './undoFile.ts';
import { restoreWatchedFile } from './watchedFiles.ts';

export interface UndoRequest {
  readonly repository: string;
  readonly before: Fingerprint;
  readonly differences: readonly Difference[];
  /** Folder that gets copies of changed files: of the git folder, and below `checkout` of the person's checkout. */
  readonly backup: string;
  /** Folder with the files of the person that no commit held. */
  readonly kept: string;
}

/** Lines for people: what was undone and where a copy is, and what was left as it is and why. */
export interface UndoReport {
  readonly undone: readonly string[];
  readonly left: readonly string[];
}

/**
 * Undoes what a session changed outside its worktree. What a ref pointed at stays reachable below
 * `refs/wavegate/<run>/backup/`; changed files of the git folder are copied first. A ref that moved again since it was
 * looked at is left alone, as is everything the person may have done.
 */
export async function undoDifferences(request: UndoRequest): Promise<UndoReport> {
  const undone: string[] = [];
  const left: string[] = [];
  // Where a branch was switched, what was done on it can only be undone once the person's own is back.
  const heads = request.differences.filter(({ what }) => what === 'head');
  for (const difference of [...heads, ...request.differences.filter(({ what }) => what !== 'head')]) {
    const line = describeDifference(difference);
    const where = difference.by === 'unclear' ? undefined : await undo(request, difference);
    if (where !== undefined) undone.push(`${line}; undone, copy kept ${where}`);
    else left.push(`${line}; left as it is${difference.by === 'unclear' ? ', because you may have done it' : ''}`);
  }
  return { undone, left };
}

/** @returns where the copy is; undefined when it could not be undone */
async function undo(request: UndoRequest, difference: Difference): Promise<string | undefined> {
  const { repository, before, backup, kept } = request;
  if (difference.what === 'ref') return undoRef(repository, before.branch, difference);
  if (difference.what === 'head') return switchBack(before, difference.name);
  if (difference.what === 'file') {
    const copies = path.join(backup, 'checkout');
    return (await undoFile({ before, file: difference.name, kept, backup: copies })) ? `in ${copies}` : undefined;
  }
  const common = await commonFolder(repository);
  const restored = await restoreWatchedFile(common, difference.name, before.files[difference.name], backup);
  return restored ? `in ${backup}` : undefined;
}

async function undoRef(
  repository: string,
  branch: string,
  { name, before, after, through }: Extract<Difference, { what: 'ref' }>,
): Promise<string | undefined> {
  const { run, path } = parseSessionBranch(branch);
  const copy = `refs/wavegate/${run}/backup/${path}/${name.replace(/^refs\//, '')}`;
  try {
    if (after !== undefined) await setRef(repository, copy, after);
    if (
      name === 'refs/stash' &&
      before !== undefined &&
      (await resolveObject(repository, 'refs/stash@{1}')) === before
    ) {
      // The list of stashes is the ref's log: pointing the ref back would leave the agent's entry in it.
      await runGit(['reflog', 'delete', '--rewrite', '--updateref', 'refs/stash@{0}'], { folder: repository });
      return `as ${copy}`;
    }
    const done =
      before === undefined
        ? await deleteRef(repository, name, after)
        : through === undefined || after === undefined
          ? await setRef(repository, name, before, after ?? nowhere)
          : await moveCheckout(through, name, after, before);
    if (!done) return undefined;
    return after === undefined ? 'nowhere, as there was nothing to keep' : `as ${copy}`;
  } catch (error) {
    // One ref that cannot be put back must not keep the others from it.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Checks out what was checked out before. Git refuses where that would overwrite changes; everything then stays as it is. */
async function switchBack({ heads }: Fingerprint, checkout: string): Promise<string | undefined> {
  const head = heads[checkout]?.head ?? '';
  const short = /^refs\/heads\/(.+)$/.exec(head)?.[1];
  const target = short === undefined ? ['--detach', head] : [short];
  try {
    await runGit(['switch', '--quiet', '--no-guess', ...target], { folder: checkout });
    return 'in the log of its HEAD';
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/**
 * Takes a branch back together with the files of the checkout it is checked out in. Git refuses where the person has
 * changes of their own in one of these files; everything then stays as it is.
 *
 * @returns false when another commit is checked out there meanwhile
 */
async function moveCheckout(checkout: string, branch: string, from: string, to: string): Promise<boolean> {
  const [commit, head] = (
    await gitLine(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'], { folder: checkout })
  ).split('\n');
  if (head !== branch || commit !== from) return false;
  await runGit(['reset', '--quiet', '--keep', to], { folder: checkout });
  return true;
}
