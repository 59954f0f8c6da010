import { lstat, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { removeCheckout } from './checkout.ts';
import { assertWhole, createCommit } from '../refs/commits.ts';
import type { Leftovers, LeftoverWorktree } from '../work/leftovers.ts';
import { listCheckouts } from '../place/listedWorktrees.ts';
import { keptRef } from '../refs/marks.ts';
import { saveOwnWork } from '../privateGit/saveOwnWork.ts';
import { keepAt } from '../refs/keepAt.ts';
import { deleteRef } from '../refs/refs.ts';
import { again } from './removeWorktrees.ts';
import { gitText } from '../call/runGit.ts';
import { readWorktree } from './worktreeIndex.ts';
import { commandWord } from '../../util/commandWord.ts';

/** Result of removing the leftovers of a run: lines for people. */
export interface Cleaned {
  readonly removed: readonly string[];
  /** Lines about what is still there or can be restored, and how. */
  readonly kept: readonly string[];
  /** Lines about what could not be removed, and why. */
  readonly failed: readonly string[];
}

/**
 * Removes the worktrees and branches of a run that is over. No work is lost: uncommitted work in a worktree is
 * committed to a kept ref first, and so is what an agent committed in a git folder of its own; what a session's branch
 * contains stays at one, and the branch of the run goes only when another branch contains its commits. What cannot be
 * removed is tried again, reported, and left.
 *
 * @param repository a folder of the repository
 * @param copies folder for git folders of agents that git cannot read any more; absolute, made if needed
 */
export async function cleanRun(repository: string, leftovers: Leftovers, copies: string): Promise<Cleaned> {
  const removed: string[] = [];
  const kept: string[] = [];
  const failed: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    const why = await again(work);
    if (why === undefined) removed.push(what);
    else failed.push(`${what}: ${why}`);
  };
  for (const worktree of leftovers.worktrees) {
    await attempt(`worktree ${worktree.folder}`, async () => {
      if (!worktree.gone) kept.push(...(await saveAll(repository, leftovers.run, worktree, copies)));
      await removeCheckout(repository, worktree.folder);
      await rmdir(path.dirname(worktree.folder)).catch(() => undefined);
    });
  }
  for (const [branch, commit] of Object.entries(leftovers.sessionBranches)) {
    if (await isCheckedOut(repository, branch)) {
      kept.push(`Branch ${branch} stays, because it is checked out`);
      continue;
    }
    await attempt(`branch ${branch}`, async () => {
      const ref = keptRef('sessions', branch);
      await keepAt(repository, ref, commit);
      if (!(await deleteRef(repository, `refs/heads/${branch}`, commit))) throw new Error('It has moved meanwhile.');
    });
  }
  const { runBranch } = leftovers;
  if (runBranch !== undefined) {
    const { name, commit } = runBranch;
    if ((await isCheckedOut(repository, name)) || !(await isHeldElsewhere(repository, name))) {
      kept.push(`Branch ${name} stays, because no other branch has its commits: merge it, or git branch -D ${name}`);
    } else {
      await attempt(`branch ${name}`, async () => {
        await keepAt(repository, `refs/wavegate/${leftovers.run}/branch`, commit);
        if (!(await deleteRef(repository, `refs/heads/${name}`, commit))) throw new Error('It has moved meanwhile.');
      });
    }
  }
  const held = await gitText(['for-each-ref', '--count=1', `refs/wavegate/${leftovers.run}/`], { folder: repository });
  const holds = held !== '';
  if (holds) kept.push(`The work of its sessions: git for-each-ref refs/wavegate/${leftovers.run}/`);
  return { removed, kept, failed };
}

/**
 * Writes all that is kept of a run to a bundle, which git can fetch from, and removes it from the repository. A bundle that
 * was written before, of what was kept then, stays as it is.
 *
 * @param wanted where the bundle goes, with a number where that is taken; absolute, ends with `.bundle`
 */
export async function bundleKept(repository: string, run: string, wanted: string): Promise<Cleaned> {
  const prefix = `refs/wavegate/${run}/`;
  const text = await gitText(['for-each-ref', '--format=%(refname) %(objectname)', prefix], { folder: repository });
  const refs = text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ') as [string, string]]));
  if (refs.length === 0) return { removed: [], kept: [], failed: [] };
  const what = counted(refs.length);
  const file = await freeName(wanted);
  const unwritten = await again(async () => {
    await gitText(['bundle', 'create', file, ...refs.map(([ref]) => ref)], { folder: repository });
    await gitText(['bundle', 'verify', file], { folder: repository });
  });
  if (unwritten !== undefined) {
    await rm(file, { force: true });
    return { removed: [], kept: [], failed: [`${what}: ${unwritten}`] };
  }
  // From here on the bundle may be all that holds the work, so it stays whatever becomes of a ref.
  const failed: string[] = [];
  for (const [ref, commit] of refs) {
    const why = await again(async () => void (await deleteRef(repository, ref, commit)));
    if (why !== undefined) failed.push(`${ref}: ${why}`);
  }
  return {
    removed: failed.length < refs.length ? [counted(refs.length - failed.length)] : [],
    kept: [`The work of its sessions: git fetch ${commandWord(file)} '${prefix}*:${prefix}*'`],
    failed,
  };
}

const counted = (refs: number): string => `${refs} kept ${refs === 1 ? 'ref' : 'refs'}`;

async function freeName(wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : wanted.replace(/\.bundle$/, `-${number}.bundle`);
    const taken = await lstat(name).catch(() => undefined);
    if (taken === undefined) return name;
  }
}

/** Keeps all that only a worktree has. @returns lines for people */
async function saveAll(
  repository: string,
  run: string,
  worktree: LeftoverWorktree,
  copies: string,
): Promise<readonly string[]> {
  const { folder, head } = worktree;
  if (head === undefined || /^0+$/.test(head)) return [];
  const branch = worktree.branch ?? `wavegate/${run}.sessions/${subjectOf(folder)}`;
  const place = path.join(copies, subjectOf(folder));
  const copied = await saveOwnWork({ repository, worktree: folder, branch, base: head, copies: place });
  const saved = await save(repository, run, worktree);
  return [
    ...(saved === undefined ? [] : [`What was not committed in ${folder}: git show ${saved}`]),
    ...copied.map((to) => `What git could not bring in of ${folder}: ${to}`),
  ];
}

/** Name for a worktree below the kept refs of its run. */
function subjectOf(folder: string): string {
  return `${path.basename(path.dirname(folder))}/${path.basename(folder)}`.replace(/[^\w./-]/g, '-');
}

/** Commits what a worktree has beside its commit. @returns the ref that keeps it; undefined when there is nothing */
async function save(repository: string, run: string, worktree: LeftoverWorktree): Promise<string | undefined> {
  const { folder, branch, head } = worktree;
  if (head === undefined || /^0+$/.test(head)) return undefined;
  const { tree, changes } = await readWorktree({ repository, worktree: folder, base: head }, [], 'changes');
  if (changes.length === 0) return undefined;
  const message = `Uncommitted work in the worktree ${folder}`;
  const commit = await createCommit(repository, { tree, parents: [head], message });
  const ref = branch === undefined ? `refs/wavegate/${run}/saved/${subjectOf(folder)}` : keptRef('saved', branch);
  await keepAt(repository, ref, commit);
  await assertWhole(repository, [commit], [head]);
  return ref;
}

async function isCheckedOut(repository: string, branch: string): Promise<boolean> {
  return (await listCheckouts(repository)).some((worktree) => worktree.branch === branch);
}

/** Whether a branch that is not of a session, here or at a remote, leads to everything a branch contains. */
async function isHeldElsewhere(repository: string, branch: string): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  const text = await gitText(
    ['for-each-ref', '--format=%(refname)', `--contains=${ref}`, 'refs/heads/', 'refs/remotes/'],
    {
      folder: repository,
    },
  );
  return text
    .split('\n')
    .some((other) => other !== '' && other !== ref && !/^refs\/heads\/[^/]+\/[^/]+\.sessions\//.test(other));
}
