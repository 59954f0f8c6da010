import { realpath } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseSessionBranch } from '../refs/marks.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { checkoutFiles, filesAsOf, momentIn } from '../files/checkoutFiles.ts';
import type { FileStates, Moment } from '../files/checkoutFiles.ts';
import { readCaches } from '../files/checkoutStatus.ts';
import type { CheckoutCaches } from '../files/checkoutStatus.ts';
import { keepFiles } from '../files/keepFiles.ts';
import { differingSettings } from './settings.ts';
import { readHeads } from './heads.ts';
import type { Heads } from './heads.ts';
import { refsWithWorkOf } from './ownRefs.ts';
import type { SharedCheckout } from './sharedCheckout.ts';
import { readRefFiles } from '../refs/refFiles.ts';
import { readWatchedFiles } from './watchedFiles.ts';
import type { WatchedFiles } from './watchedFiles.ts';

export interface FingerprintRequest {
  /** Top folder of the person's checkout. Absolute. */
  readonly repository: string;
  /** The session's worktree. Absolute. */
  readonly worktree: string;
  /** Short name of the session's branch. */
  readonly branch: string;
}

/** State of a repository's git folder at one moment, as far as agents must not change it. */
export interface GitFolderState {
  readonly branch: string;
  /** Top folder of the person's checkout, and the git folder all worktrees share. Absolute, native. */
  readonly top: string;
  readonly common: string;
  /** Object by full ref name. */
  readonly refs: Readonly<Record<string, string>>;
  /** Checkouts of the person. */
  readonly heads: Heads;
  readonly files: WatchedFiles;
}

/**
 * Everything outside a session's own worktree and branch that an agent must leave alone, as plain data: two of them, from
 * before and after a session, show what changed meanwhile and, as far as git's own logs tell, through whom.
 */
export interface Fingerprint extends GitFolderState {
  /** Time when it was taken. */
  readonly moment: Moment;
  /** Parts that git cached of the person's checkout by the settings then. */
  readonly caches: CheckoutCaches;
  /** Files of the person's checkout that differ from its HEAD. Absent until they have been read. */
  readonly checkout?: FileStates;
  /** Folder with copies of the files no commit contains, where it is not the guard's own. Absolute, native. */
  readonly copies?: string;
}

/** A fingerprint from after a session. */
export interface LaterFingerprint extends GitFolderState {
  readonly checkout: FileStates;
  /** Refs that lead to commits the session has made in its own git folder, and did not before; full names. */
  readonly withWork: readonly string[];
  /** Settings that are others than at the earlier fingerprint, as `file key`. */
  readonly settings: readonly string[];
}

/**
 * Takes a fingerprint before a session, all of it but the files of the person's checkout: looking at each of them takes
 * longest, and need not keep an agent from starting. `completeFingerprint` looks at them.
 *
 * @param shared the checkout as it was read for several sessions at once, if it was
 * @throws GitError when the repository cannot be read
 */
export async function takeFingerprint(request: FingerprintRequest, shared?: SharedCheckout): Promise<Fingerprint> {
  const [common, top] = await Promise.all([commonFolder(request.repository), realpath(request.repository)]);
  const state = readGitFolder(request, { common, top });
  if (shared === undefined) {
    const [moment, caches, taken] = await Promise.all([momentIn(common), readCaches(top), state]);
    return { ...taken, moment, caches };
  }
  const { moment, states, caches, copies } = shared;
  return { ...(await state), moment, caches, checkout: states, copies };
}

/**
 * Adds the files of the person's checkout to a fingerprint as they were when it was taken, however much later that is:
 * what was touched since counts as changed.
 *
 * @param keep folder that gets copies of the files no commit contains
 */
export async function completeFingerprint(taken: Fingerprint, keep: string): Promise<Fingerprint> {
  if (taken.checkout !== undefined) return taken;
  const checkout = await filesAsOf(taken.top, taken.moment, taken.caches);
  await keepFiles(taken.top, checkout, keep);
  return { ...taken, checkout };
}

/**
 * Takes a fingerprint after a session. Costs about one `git status` of the person's checkout.
 *
 * @param since the fingerprint this one will be compared with
 * @throws GitError when the repository cannot be read
 */
export async function takeLaterFingerprint(request: FingerprintRequest, since: Fingerprint): Promise<LaterFingerprint> {
  const { top, common } = since;
  const rest = await readGitFolder(request, { common, top });
  // Where hooks or settings are others, a cache may be one that says nothing has changed.
  const caches = isDeepStrictEqual(since.files, rest.files) ? since.caches : {};
  const [checkout, withWork, settings] = await Promise.all([
    checkoutFiles(top, caches),
    refsWithWorkOf(request.worktree, request.repository, since.refs, rest.refs),
    differingSettings(common, since.files, rest.files),
  ]);
  return { ...rest, checkout, withWork, settings };
}

/** Reads the state from the files of the git folder; starts git only where refs are stored in reftables. */
async function readGitFolder(
  { branch }: FingerprintRequest,
  { common, top }: Pick<Fingerprint, 'common' | 'top'>,
): Promise<GitFolderState> {
  const { prefix } = parseSessionBranch(branch);
  const [refs, heads] = await Promise.all([readRefFiles(common), readHeads(common, prefix)]);
  return { branch, top, common, refs, heads, files: readWatchedFiles(common) };
}
