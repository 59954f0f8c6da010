import { copyFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { changedSince } from '../files/asFilled.ts';
import { hidesChanges } from '../files/hiddenChanges.ts';
import { agentFolder } from '../refs/marks.ts';
import { findAt } from '../place/listedWorktrees.ts';
import type { Checkout } from '../place/listedWorktrees.ts';
import { parseStatus } from '../parse/status.ts';
import type { Status } from '../parse/status.ts';
import { hasPrivateGit } from '../privateGit/privateGit.ts';
import { rememberingFolders } from './settleIndexes.ts';
import { readProvisioned } from './provisioned.ts';
import { administrativeFolder } from '../place/repositoryFolders.ts';
import { gitText } from '../call/runGit.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import type { Filling } from '../files/worktreeSettings.ts';

/** More than the coarsest clock of a file system, FAT's. */
const secondsLater = 4;

/** A worktree a session needs. */
export interface WantedWorktree {
  /** Session id. */
  readonly id: string;
  /** Absolute native path. */
  readonly folder: string;
  /** Short name of the session's branch. */
  readonly branch: string;
  readonly base: string;
  /** Variables that its set-up and teardown see. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folder in which the guard of the session keeps what it needs. Absolute native path. */
  readonly guard: string;
}

/** Whether an agent has been, or is, at work in a worktree. */
export async function isInUse(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, agentFolder)).catch(() => undefined)) !== undefined;
}

/**
 * Attests one worktree before an agent is sent into it: it exists, belongs to this repository, is registered on the
 * session's branch at the session's base, and contains nothing but the base. In one an agent has already entered, only
 * place, repository and branch are checked. History needs no check of its own: a commit's name covers all of it.
 *
 * @param common the repository's shared git folder
 * @param listed worktrees of the repository, read after all worktrees were made
 * @param untouched nothing has run in it since git wrote its files
 * @returns the evidence: `path branch@commit`
 * @throws WorkspaceError `worktree-gate`, `wrong-repository`
 */
export async function attestWorktree(
  wanted: WantedWorktree,
  common: string,
  listed: readonly Checkout[],
  untouched: boolean,
): Promise<string> {
  const { folder, branch, base } = wanted;
  const fail = (what: string): WorkspaceError =>
    new WorkspaceError('worktree-gate', `The worktree of ${wanted.id} at ${folder} ${what}. No agent was started.`);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw fail('does not exist');
  const registered = await findAt(listed, folder);
  if (registered?.branch !== branch) {
    throw fail(`should be on branch ${branch} but ${whereIs(registered)}`);
  }
  const administrative = await administrativeFolder(common, folder);
  if (administrative === undefined) {
    throw new WorkspaceError(
      'wrong-repository',
      `${folder} does not belong to ${common}. Remove that folder and launch again.`,
    );
  }
  if (await isInUse(folder)) return evidence(wanted);
  if (!(await hasPrivateGit(folder))) {
    throw fail('has no git folder of its own any more: a setup command of the plan has removed or replaced .git');
  }
  const filling = await readFilling(common, folder);
  const status = await statusOf(wanted, filling, administrative, untouched);
  if (status === 'hidden') {
    throw fail('has an index that keeps git from looking at some files: something has marked them as unchanged there');
  }
  if (status.commit !== base) throw fail(`should be at commit ${base} but is at ${status.commit ?? 'none'}`);
  const ours = new Set(await readProvisioned(common, folder));
  const isOurs = (file: string): boolean =>
    ours.has(file) || (file.endsWith('/') && [...ours].some((known) => known.startsWith(file)));
  const entries = await changedSince({ repository: common, folder, commit: base, filling }, status.entries);
  const dirty = entries.map((entry) => entry.path).filter((file) => !isOurs(file));
  if (dirty.length > 0) {
    const names = dirty.slice(0, 5).join(', ') + (dirty.length > 5 ? ` and ${dirty.length - 5} more` : '');
    throw fail(
      `is not clean: ${names}. If a setup command of the plan makes these files, let git ignore them, or commit them first`,
    );
  }
  return evidence(wanted);
}

/**
 * Git reads every file again that was written in the same second as its index, as it could have been changed since without a
 * trace: right after a checkout that is all of them. Where nothing can have been, a copy of the index with a later time is
 * used, so that it compares sizes and times.
 *
 * @param administrative where the repository keeps the index of the worktree
 * @returns `hidden` where the index does not let git look at every file
 */
async function statusOf(
  { folder }: WantedWorktree,
  filling: Filling,
  administrative: string,
  untouched: boolean,
): Promise<Status | 'hidden'> {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--no-renames'];
  const { config, env: variables } = fillingSettings(filling);
  const env = { ...variables, GIT_DIR: administrative, GIT_WORK_TREE: folder };
  const call = { folder, config: [...config, ...rememberingFolders], env };
  const index = path.join(administrative, 'index');
  if (await hidesChanges(call, index)) return 'hidden';
  if (!untouched) return parseStatus(await gitText(args, call));
  const later = path.join(administrative, 'wavegate-index');
  const time = Date.now() / 1000 + secondsLater;
  await copyFile(index, later);
  await utimes(later, time, time);
  try {
    return parseStatus(await gitText(args, { ...call, env: { ...env, GIT_INDEX_FILE: later } }));
  } finally {
    await rm(later, { force: true });
  }
}

function evidence({ folder, branch, base }: WantedWorktree): string {
  return `${folder} ${branch}@${base}`;
}

function whereIs(registered: Checkout | undefined): string {
  if (registered === undefined) return 'is not registered with git';
  return registered.branch === undefined ? 'is on no branch' : `is on ${registered.branch}`;
}
