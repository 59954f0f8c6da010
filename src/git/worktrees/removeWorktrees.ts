import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../../core/plan/schema/plan.ts';
import type { LeftWorktree } from '../../core/model/repository.ts';
import { errorMessage } from '../../util/errors.ts';
import { removeCheckout } from './checkout.ts';
import { assertWhole, createCommit } from '../refs/commits.ts';
import { listCheckouts } from '../place/listedWorktrees.ts';
import { keptRef } from '../refs/marks.ts';
import { saveOwnWork } from '../privateGit/saveOwnWork.ts';
import type { CommandSurroundings, RunCommand } from './provisionWorktree.ts';
import { keepWorktree } from '../pool/keepWorktree.ts';
import type { Keeping } from '../pool/keepWorktree.ts';
import { writtenWith } from '../pool/writtenWith.ts';
import { readSettings } from '../place/repositorySettings.ts';
import { administrativeFolder, commonFolder } from '../place/repositoryFolders.ts';
import { planFilling } from './fillWorktree.ts';
import { keepsWorktrees } from './howMade.ts';
import type { MakingSettings } from './howMade.ts';
import { keepAt, retireRef } from '../refs/keepAt.ts';
import { readRef } from '../refs/refFiles.ts';
import { tearDown } from './teardown.ts';
import type { WantedWorktree } from './worktreeGate.ts';
import { readWorktree } from './worktreeIndex.ts';

/** Pauses before a removal is tried again, in milliseconds: indexers and virus scanners hold files open for a moment. */
const pauses = [200, 1_000];

type RemovalSettings = Pick<Plan['worktree'], 'teardown'> & CommandSurroundings & Partial<MakingSettings>;

/** How the worktrees are kept, where they are. What cannot be read of the settings is no reason to leave them there. */
async function keepingOf(
  repository: string,
  common: string,
  pool: string,
  settings: RemovalSettings,
): Promise<Keeping | undefined> {
  if (!keepsWorktrees(settings)) return undefined;
  try {
    const known = await readSettings(repository);
    const written = writtenWith(known, common, await planFilling(repository, settings, known));
    return { common, pool, limits: settings.keep, written, now: Date.now() };
  } catch {
    return undefined;
  }
}

/**
 * Removes the worktrees and branches of ended sessions. What the branch contains stays reachable at
 * `refs/wavegate/<run>/sessions/…`; files that differ from it are committed to `refs/wavegate/<run>/saved/…` first, and what
 * the agent committed by itself goes to `refs/wavegate/<run>/own/…`. Safe to repeat after an interruption. Nothing waits for
 * these worktrees, so one that cannot be removed is left with its branch, and the others go. Where the plan keeps worktrees, their
 * folders go to the pool.
 *
 * @param pool holds worktrees that are kept; absent: none are
 * @returns the worktrees that were left, and why
 */
export async function removeWorktrees(
  repository: string,
  sessions: readonly WantedWorktree[],
  settings: RemovalSettings,
  run: RunCommand,
  pool?: string,
): Promise<readonly LeftWorktree[]> {
  const left: LeftWorktree[] = [];
  const common = await commonFolder(repository);
  const keeping = pool === undefined ? undefined : await keepingOf(repository, common, pool, settings);
  for (const session of sessions) {
    const why = await removeOne({ repository, common }, session, settings, run, keeping);
    if (why !== undefined) left.push({ session: session.id, why });
  }
  return left;
}

async function removeOne(
  { repository, common }: { readonly repository: string; readonly common: string },
  session: WantedWorktree,
  settings: RemovalSettings,
  run: RunCommand,
  keeping: Keeping | undefined,
): Promise<string | undefined> {
  const { folder, branch } = session;
  try {
    const registered = await administrativeFolder(common, folder);
    const there = (await stat(folder).catch(() => undefined)) !== undefined;
    if (there && registered === undefined) {
      return `${folder} is no worktree of this repository any more, so it was left alone. Look at what is in it and remove it.`;
    }
    const failed = there ? await tearDown({ ...settings, variables: session.variables ?? {} }, folder, run) : undefined;
    if (failed !== undefined) return `${failed}\nThe worktree was left at ${folder}, on branch ${branch}.`;
  } catch (error) {
    return errorMessage(error);
  }
  let elsewhere: string | undefined;
  const why = await again(async () => {
    const tip = await readRef(repository, `refs/heads/${branch}`);
    if ((await administrativeFolder(common, folder)) !== undefined) {
      if ((await stat(folder).catch(() => undefined)) !== undefined) {
        await saveUncommitted(repository, session, tip ?? session.base);
        const copies = path.join(session.guard, 'git folder');
        await saveOwnWork({ repository, worktree: folder, branch, base: session.base, copies });
      }
      if (keeping !== undefined) await keepWorktree(folder, session.base, { ...keeping, now: Date.now() });
      await removeCheckout(repository, folder);
    }
    if (tip === undefined) return;
    const kept = keptRef('sessions', branch);
    // A checkout of a person whose branch is gone would look as if all its files were new.
    elsewhere = (await listCheckouts(repository)).find((worktree) => worktree.branch === branch)?.path;
    if (elsewhere === undefined) await retireRef(repository, `refs/heads/${branch}`, tip, kept);
    else await keepAt(repository, kept, tip);
  });
  if (why !== undefined || elsewhere === undefined) return why;
  return `Branch ${branch} stays, because it is checked out in ${elsewhere}.`;
}

/** Does something until it succeeds, or there is no further try. @returns the message of the last failure */
export async function again(work: () => Promise<void>): Promise<string | undefined> {
  for (let tried = 0; ; tried += 1) {
    try {
      await work();
      return undefined;
    } catch (error) {
      const pause = pauses[tried];
      if (pause === undefined) return errorMessage(error);
      await delay(pause);
    }
  }
}

/** Commits what a worktree has beside a commit to a kept ref. */
export async function saveUncommitted(repository: string, session: WantedWorktree, tip: string): Promise<void> {
  const { tree, changes } = await readWorktree({ repository, worktree: session.folder, base: tip }, [], 'changes');
  if (changes.length === 0) return;
  const commit = await createCommit(repository, {
    tree,
    parents: [tip],
    message: `Uncommitted work in the worktree of ${session.branch}`,
  });
  await keepAt(repository, keptRef('saved', session.branch), commit);
  await assertWhole(repository, [commit], [tip]);
}
