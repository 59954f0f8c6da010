import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { parseSessionBranch } from '../marks.ts';
import { administrativeFolder, commonFolder, everyWorktree } from '../repositoryFolders.ts';
import { changedFiles, filesAsOf, momentIn, untrackedFiles } from './checkoutFiles.ts';
import type { FileStates, Moment } from './checkoutFiles.ts';
import { keepFiles } from './keepFiles.ts';
import { differingSettings } from './settings.ts';
import { branchesWithOwnWork } from './ownWork.ts';
import type { SharedCheckout } from './sharedCheckout.ts';
import { readSmallText, readTail } from '../smallFiles.ts';
import { readRefFiles } from './refFiles.ts';
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

/** What the git folder of a repository tells at one moment, as far as an agent must leave it alone. */
export interface GitFolderState {
  readonly branch: string;
  /** Top folder of the person's checkout, and the git folder all worktrees share. Absolute, native. */
  readonly top: string;
  readonly common: string;
  /** Object by full ref name. */
  readonly refs: Readonly<Record<string, string>>;
  /** Checkouts of the person: what HEAD names (ref or commit), and the last entries of its log. */
  readonly heads: Readonly<Record<string, { readonly head: string; readonly log: readonly string[] }>>;
  readonly files: WatchedFiles;
  /** Commits that were ever HEAD of the session's worktree, its base included. */
  readonly own: readonly string[];
  /** What the last stash says of where it was made. */
  readonly stash?: string;
}

/**
 * Everything outside a session's own worktree and branch that an agent must leave alone, as plain data: two of them, from
 * before and after a session, show what changed meanwhile and, as far as git's own logs tell, through whom.
 */
export interface Fingerprint extends GitFolderState {
  /** When it was taken. */
  readonly moment: Moment;
  /** Files of the person's checkout that differ from its HEAD. Absent until they have been read. */
  readonly checkout?: FileStates;
  /** Folder with copies of the files no commit holds, where it is not the guard's own. Absolute, native. */
  readonly copies?: string;
}

/** A fingerprint from after a session. */
export interface LaterFingerprint extends GitFolderState {
  readonly checkout: FileStates;
  /** Branches that hold commits the session has made since the earlier fingerprint, by full ref name. */
  readonly reached: readonly string[];
  /** Settings that are others than at the earlier fingerprint, as `file key`. */
  readonly settings: readonly string[];
}

/** How much of a log is read: the entries of a session are its last ones. */
const logTail = 64 * 1024;

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
    const [moment, taken] = await Promise.all([momentIn(common), state]);
    return { ...taken, moment };
  }
  const { moment, states, copies } = shared;
  return { ...(await state), moment, checkout: states, copies };
}

/**
 * Adds the files of the person's checkout to a fingerprint as they were when it was taken, however much later that is:
 * what was touched since counts as changed.
 *
 * @param keep folder that gets copies of the files no commit holds
 */
export async function completeFingerprint(taken: Fingerprint, keep: string): Promise<Fingerprint> {
  if (taken.checkout !== undefined) return taken;
  const checkout = await filesAsOf(taken.top, taken.moment);
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
  const [changed, untracked, rest] = await Promise.all([
    changedFiles(top),
    untrackedFiles(top),
    readGitFolder(request, { common, top }),
  ]);
  const [reached, settings] = await Promise.all([
    branchesWithOwnWork(request.repository, since, rest),
    differingSettings(common, since.files, rest.files),
  ]);
  return { ...rest, checkout: { ...changed, ...untracked }, reached, settings };
}

/** What the files of the git folder tell, without starting a git. */
async function readGitFolder(
  { worktree, branch }: FingerprintRequest,
  { common, top }: Pick<Fingerprint, 'common' | 'top'>,
): Promise<GitFolderState> {
  parseSessionBranch(branch);
  const own = await administrativeFolder(common, worktree);
  const stash = readLog(path.join(common, 'logs', 'refs', 'stash'));
  const last = stash.at(-1);
  return {
    branch,
    top,
    common,
    refs: await readRefFiles(common),
    heads: readHeads(common, branch, own),
    files: readWatchedFiles(common),
    own: own === undefined ? [] : ownCommits(own),
    ...(last !== undefined && { stash: last.slice(last.indexOf('\t') + 1) }),
  };
}

/**
 * Commits that were ever HEAD of a worktree, as far as its log goes back.
 *
 * @param folder where git keeps what belongs to that worktree alone
 */
export function ownCommits(folder: string): readonly string[] {
  const log = readLog(path.join(folder, 'logs', 'HEAD'));
  return [...new Set(log.map((entry) => entry.split(' ')[1] ?? ''))];
}

/** HEADs of the worktrees that are the person's: all but those of sessions, which may move theirs. */
function readHeads(common: string, branch: string, own: string | undefined): Fingerprint['heads'] {
  const { prefix } = parseSessionBranch(branch);
  const heads: Record<string, { head: string; log: readonly string[] }> = {};
  for (const { worktree, folder } of everyWorktree(common)) {
    const head = (readSmallText(path.join(folder, 'HEAD')) ?? '').trim().replace(/^ref: /, '');
    if (folder === own || head.startsWith(`refs/heads/${prefix}/`)) continue;
    heads[worktree] = { head, log: readLog(path.join(folder, 'logs', 'HEAD')) };
  }
  return heads;
}

/** The last lines of a ref's log: `old new who <mail> time zone\tmessage`. */
function readLog(file: string): readonly string[] {
  const tail = readTail(file, logTail);
  if (tail === undefined) return [];
  const lines = tail.text.split('\n').filter((line) => line !== '');
  return tail.whole ? lines : lines.slice(1);
}
