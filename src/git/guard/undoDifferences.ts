import path from 'node:path';
import { resolveObject } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { parseSessionBranch } from '../refs/marks.ts';
import { deleteRef, nowhere, setRef } from '../refs/refs.ts';
import { runGit } from '../call/runGit.ts';
import { describeDifference } from './compareFingerprints.ts';
import type { Difference } from './compareFingerprints.ts';
import type { Fingerprint } from './fingerprint.ts';
import { isUnderWay, refsInUse } from './heads.ts';
import { undoFile } from './undoFile.ts';
import { restoreWatchedFile } from './watchedFiles.ts';

export interface UndoRequest {
  readonly repository: string;
  readonly before: Fingerprint;
  readonly differences: readonly Difference[];
  /** Folder that gets copies of changed files: of the git folder, and below `checkout` of the person's checkout. */
  readonly backup: string;
  /** Folder with the files of the person that no commit contained. */
  readonly kept: string;
}

/** Result of undoing one difference. */
interface Undone {
  readonly undone: boolean;
  /** Path of the copy, or why it was left. */
  readonly words: string;
}

/**
 * Undoes what agents changed outside their worktrees. What a ref pointed at stays reachable below
 * `refs/wavegate/<run>/backup/`; changed files are copied first. Left alone is whatever the person may have done, a ref
 * that moved again since it was looked at, and every ref that is checked out somewhere or that a rebase is at work on:
 * moving it would pull it from under somebody's feet.
 *
 * @returns one line for people per difference: what it was, and what became of it
 */
export async function undoDifferences(request: UndoRequest): Promise<readonly string[]> {
  const lines: string[] = [];
  const used = await refsInUse(request.before.common);
  const proven = request.differences.filter(({ by }) => by !== 'person');
  const isFree = ({ what, name }: Difference): boolean => what === 'ref' && !used.has(name);
  // Where a branch was switched, the branch checked out now can only be undone once the person's own is back.
  const heads = proven.filter(({ what }) => what === 'head');
  const rest = proven.filter((difference) => difference.what !== 'head' && !isFree(difference));
  for (const difference of [...proven.filter(isFree), ...heads, ...rest]) {
    const { undone, words } = await undo(request, difference).catch((error: unknown): Undone => {
      // One thing that cannot be put back must not keep the others from it.
      if (!(error instanceof GitError)) throw error;
      return left('because git could not undo it');
    });
    lines.push(
      `${describeDifference(difference)}; ${undone ? `undone, copy kept ${words}` : `left as it is, ${words}`}`,
    );
  }
  return lines;
}

const left = (words: string): Undone => ({ undone: false, words });

async function undo(request: UndoRequest, difference: Difference): Promise<Undone> {
  const { repository, before, backup, kept } = request;
  if (difference.what === 'ref') return undoRef(repository, before, difference);
  if (difference.what === 'head') return switchBack(before, difference);
  if (difference.what === 'file') {
    if (isUnderWay(before.common, before.top)) return left('because a merge or rebase is under way there');
    const copies = path.join(backup, 'checkout');
    const done = await undoFile({ before, file: difference.name, kept, backup: copies });
    return done ? { undone: true, words: `in ${copies}` } : left('because nothing tells how it was before');
  }
  const done = await restoreWatchedFile(before.common, difference.name, before.files[difference.name], backup);
  return done ? { undone: true, words: `in ${backup}` } : left('because it was too large to be copied before');
}

async function undoRef(
  repository: string,
  { branch, common }: Fingerprint,
  { name, before, after }: Extract<Difference, { what: 'ref' }>,
): Promise<Undone> {
  if ((await refsInUse(common)).has(name)) return left('because it is checked out');
  const { run, path: session } = parseSessionBranch(branch);
  const copy = `refs/wavegate/${run}/backup/${session}/${name.replace(/^refs\//, '')}`;
  if (after !== undefined) await setRef(repository, copy, after);
  if (name === 'refs/stash' && before !== undefined && (await resolveObject(repository, 'refs/stash@{1}')) === before) {
    // The list of stashes is the ref's log: pointing the ref back would leave the agent's entry in it.
    await runGit(['reflog', 'delete', '--rewrite', '--updateref', 'refs/stash@{0}'], { folder: repository });
    return { undone: true, words: `as ${copy}` };
  }
  const done =
    before === undefined
      ? await deleteRef(repository, name, after)
      : await setRef(repository, name, before, after ?? nowhere);
  if (!done) return left('because it was moved again');
  return { undone: true, words: after === undefined ? 'nowhere, as there was nothing to keep' : `as ${copy}` };
}

/** Checks out what was checked out before. Git refuses where that would overwrite changes; everything then stays as it is. */
async function switchBack(
  { common }: Fingerprint,
  { name: checkout, before, after }: Extract<Difference, { what: 'head' }>,
): Promise<Undone> {
  if (before === undefined || after === undefined) return left('because a worktree is not put back');
  if (isUnderWay(common, checkout)) return left('because a merge or rebase is under way there');
  const short = /^refs\/heads\/(.+)$/.exec(before)?.[1];
  const target = short === undefined ? ['--detach', before] : [short];
  await runGit(['switch', '--quiet', '--no-guess', ...target], { folder: checkout });
  return { undone: true, words: 'in the log of its HEAD' };
}
