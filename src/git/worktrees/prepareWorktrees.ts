import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Evidence } from '../../core/model/gate.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { removeCheckout } from './checkout.ts';
import { requireSpace } from './diskSpace.ts';
import { fillSubmodules } from './fillSubmodules.ts';
import { fillWorktree, planFilling } from './fillWorktree.ts';
import { beginSharing } from '../guard/sharing.ts';
import type { Sharing } from '../guard/sharing.ts';
import { howMade, keepsWorktrees, statesOf } from './howMade.ts';
import type { MakingSettings } from './howMade.ts';
import { markReady, readyHow } from '../place/ignoredFiles.ts';
import { inParallel } from '../call/inParallel.ts';
import { findAt, listCheckouts } from '../place/listedWorktrees.ts';
import type { Checkout } from '../place/listedWorktrees.ts';
import { isPrivateGitWhole, readPrivateGitSource, writePrivateGit } from '../privateGit/privateGit.ts';
import { keptFor } from '../pool/takeWorktree.ts';
import { writtenWith } from '../pool/writtenWith.ts';
import { filesToCopy, provisionWorktree } from './provisionWorktree.ts';
import type { RunCommand } from './provisionWorktree.ts';
import { writeProvisioned } from './provisioned.ts';
import { saveUncommitted } from './removeWorktrees.ts';
import { readRefFiles } from '../refs/refFiles.ts';
import { createRefs, deleteRef } from '../refs/refs.ts';
import { createSetUp } from './setUp.ts';
import { registerWorktree } from './registerWorktree.ts';
import { readSettings } from '../place/repositorySettings.ts';
import { administrativeFolder, commonFolder } from '../place/repositoryFolders.ts';
import { runGit } from '../call/runGit.ts';
import { worktreeCall } from '../place/worktreeCall.ts';
import { attestWorktree, isInUse } from './worktreeGate.ts';
import type { WantedWorktree } from './worktreeGate.ts';
import { tearDown } from './teardown.ts';

/**
 * State of the path of a wanted worktree: nothing there; nothing, though git still lists a worktree there; one of ours
 * that was never finished; one that was made ahead of time, as it would be made now; one in which an agent has worked.
 */
type WorktreeState = 'absent' | 'gone' | 'unfinished' | 'ready' | 'in-use';

/** Writing files is bound by the disk and the processors; one more than these fills the time until git is started. */
export const together = Math.max(2, Math.min(4, availableParallelism() + 1));

/**
 * Makes the worktrees of several sessions and attests each. Registration is serial, because git's registry is; the files
 * of some worktrees are written meanwhile. Repeating it continues where it was interrupted, and leaves worktrees alone that are
 * ready, which it only attests, or that an agent has entered. When anything fails, what this call made is removed again.
 *
 * @param repository top folder of the person's checkout
 * @param pool holds worktrees that are kept; absent: none are
 * @param note called with lines for people about what was kept of the set-up, where worktrees are made ahead: no session starts then, so
 *   that the person's checkout is not read for one
 * @returns evidence by session id
 * @throws WorkspaceError `worktree-exists`, `branch-exists`, `worktree-gate`, `wrong-repository`, `setup-failed`;
 *   GitError for the rest
 */
export async function prepareWorktrees(
  repository: string,
  wanted: readonly WantedWorktree[],
  settings: MakingSettings,
  run: RunCommand,
  pool?: string,
  note?: (line: string) => void,
): Promise<Evidence> {
  // Looking at worktrees that were made ahead leaves time for it; while they are made ahead, no session starts.
  const sharing = beginSharing(
    repository,
    wanted.flatMap(({ guard }) => (note === undefined ? [guard] : [])),
  );
  try {
    return await prepareSharing(repository, wanted, settings, run, pool, sharing, note);
  } finally {
    await sharing.drop();
  }
}

async function prepareSharing(
  repository: string,
  wanted: readonly WantedWorktree[],
  settings: MakingSettings,
  run: RunCommand,
  pool: string | undefined,
  sharing: Sharing,
  note: (line: string) => void = () => undefined,
): Promise<Evidence> {
  const common = await commonFolder(repository);
  const branches = await readRefFiles(common);
  const copies = await filesToCopy(repository, settings.copy);
  const how = await howMade(repository, settings, copies);
  const attested = new Map<string, string>();
  const states = await surveyAll(repository, wanted, branches, async (worktree, listed) => {
    if ((await readyHow(common, worktree.folder)) !== how(worktree)) return false;
    if (!isPrivateGitWhole(common, { worktree: worktree.folder, branch: worktree.branch })) return false;
    const evidence = await attestReady(repository, common, worktree, listed);
    if (evidence !== undefined) attested.set(worktree.id, evidence);
    return evidence !== undefined;
  });
  const entered = (worktree: WantedWorktree) => states.get(worktree.id) === 'in-use';
  const ready = (worktree: WantedWorktree) => states.get(worktree.id) === 'ready';
  const unfinished = wanted.filter((worktree) => !entered(worktree) && !ready(worktree));
  const undo: (() => Promise<void>)[] = [];
  try {
    if (unfinished.length > 0) {
      await makeUnfinished();
      // What set-up commands do is not to be taken for that of sessions.
      if (settings.setup.length > 0) sharing.again();
    }
    await sharing.leave(wanted.filter((worktree) => !entered(worktree)).map(({ guard }) => guard));
    const listed = await listCheckouts(repository);
    const evidence = await inParallel(wanted, together, async (worktree) => [
      worktree.id,
      attested.get(worktree.id) ?? (await attestWorktree(worktree, common, listed, settings.setup.length === 0)),
    ]);
    return Object.fromEntries(evidence) as Evidence;
  } catch (error) {
    // One step that fails must not keep the others from being taken, nor hide why all this is undone.
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }

  async function makeUnfinished(): Promise<void> {
    const known = await readSettings(repository);
    const [filling, source] = await Promise.all([
      planFilling(repository, settings, known),
      readPrivateGitSource(repository, common, known),
    ]);
    const keeps = pool !== undefined && keepsWorktrees(settings);
    const from = keeps ? await keptFor(repository, pool, writtenWith(known, common, filling)) : undefined;
    const [one] = unfinished;
    const absent = unfinished.filter(({ id }) => states.get(id) !== 'unfinished').length - (from?.kept.length ?? 0);
    if (one !== undefined) await requireSpace(repository, path.dirname(one.folder), Math.max(0, absent));
    // Before the worktrees, so that it is undone after all of them: two of them may share a parent.
    for (const parent of new Set(unfinished.map(({ folder }) => path.dirname(folder)))) await makeFolder(parent, undo);
    await makeBranches(repository, unfinished, branches, undo);
    const setUp = createSetUp({ repository, common, settings, run, pool, copies: await statesOf(repository, copies) });
    await inParallel(unfinished, together, async (worktree) => {
      const { id, folder } = worktree;
      const state = states.get(id);
      if (state === 'gone') await removeCheckout(repository, folder);
      const isNew = state !== 'unfinished';
      if (isNew) await register(repository, common, worktree, undo);
      const warm = isNew && from !== undefined ? { from, commit: worktree.base } : undefined;
      await fillWorktree(common, folder, filling, warm);
      const put = await provisionWorktree(repository, folder, copies, settings.link);
      await writeProvisioned(common, folder, put);
      await writePrivateGit(source, {
        worktree: folder,
        branch: worktree.branch,
        commit: worktree.base,
        excluded: put,
        keys: filling.keys,
      });
      if (settings.submodules === 'inherit') {
        const gitFolder = path.join(folder, '.git');
        await fillSubmodules({ checkout: repository, worktree: folder, gitFolder, commit: worktree.base });
      }
      const own = { ...settings, variables: worktree.variables ?? {} };
      if (settings.setup.length > 0) undo.push(async () => void (await tearDown(own, folder, run)));
      await setUp.run({ folder, commit: worktree.base, put, isNew, variables: own.variables });
      await markReady(common, folder, how(worktree));
    });
    setUp.notes().forEach(note);
  }
}

async function surveyAll(
  repository: string,
  wanted: readonly WantedWorktree[],
  branches: Readonly<Record<string, string>>,
  isReady: (worktree: WantedWorktree, listed: readonly Checkout[]) => Promise<boolean>,
): Promise<ReadonlyMap<string, WorktreeState>> {
  const listed = await listCheckouts(repository);
  const states = new Map<string, WorktreeState>();
  await inParallel(wanted, together, async (worktree) => {
    const state = await survey(worktree, listed);
    const at = branches[`refs/heads/${worktree.branch}`];
    if (state !== 'in-use' && at !== undefined && at !== worktree.base) {
      throw new WorkspaceError(
        'branch-exists',
        `Branch ${worktree.branch} exists already, at ${at} instead of ${worktree.base}. ` +
          `If nothing on it is needed, delete it with "git branch -D ${worktree.branch}" and launch again.`,
      );
    }
    states.set(worktree.id, state === 'unfinished' && (await isReady(worktree, listed)) ? 'ready' : state);
  });
  return states;
}

/**
 * Looks again at a worktree that was made ahead of time.
 *
 * @returns evidence; undefined where something was changed there meanwhile, which is committed to a kept ref: it is made again
 */
async function attestReady(
  repository: string,
  common: string,
  worktree: WantedWorktree,
  listed: readonly Checkout[],
): Promise<string | undefined> {
  try {
    return await attestWorktree(worktree, common, listed, false);
  } catch (error) {
    if (!(error instanceof WorkspaceError) || error.reason !== 'worktree-gate') throw error;
    await saveUncommitted(repository, worktree, worktree.base);
    // Writing the files of a commit leaves those that it does not contain.
    await runGit(['clean', '-ffdq'], {
      ...(await worktreeCall(common, worktree.folder)),
      config: ['clean.requireForce=false'],
    });
    // Whatever changed the files may have changed what is known of them.
    const administrative = await administrativeFolder(common, worktree.folder);
    if (administrative !== undefined) await rm(path.join(administrative, 'index'), { force: true });
    return undefined;
  }
}

async function survey({ folder, branch }: WantedWorktree, listed: readonly Checkout[]): Promise<WorktreeState> {
  const registered = await findAt(listed, folder);
  const content = await readdir(folder).catch(() => undefined);
  if (registered === undefined) {
    if (content === undefined || content.length === 0) return 'absent';
    throw new WorkspaceError(
      'worktree-exists',
      `${folder} exists already and is no worktree of this repository. Move it away and launch again.`,
    );
  }
  if (registered.branch === branch) {
    if (await isInUse(folder)) return 'in-use';
    return content === undefined ? 'gone' : 'unfinished';
  }
  throw new WorkspaceError(
    'worktree-exists',
    `${folder} is a worktree already, on ${registered.branch ?? 'no branch'} instead of ${branch}. ` +
      `If nothing in it is needed, remove it with "git worktree remove" and launch again.`,
  );
}

/** One call makes them all: each takes git as long as ten. */
async function makeBranches(
  repository: string,
  wanted: readonly WantedWorktree[],
  present: Readonly<Record<string, string>>,
  undo: (() => Promise<void>)[],
): Promise<void> {
  const missing = wanted
    .map(({ branch, base }) => [`refs/heads/${branch}`, base] as const)
    .filter(([ref]) => present[ref] === undefined);
  await createRefs(repository, new Map(missing));
  for (const [ref, base] of missing) undo.push(async () => void (await deleteRef(repository, ref, base)));
}

async function register(
  repository: string,
  common: string,
  wanted: WantedWorktree,
  undo: (() => Promise<void>)[],
): Promise<void> {
  undo.push(async () => removeCheckout(repository, wanted.folder));
  await registerWorktree(repository, [wanted.folder, wanted.branch]);
  await writeProvisioned(common, wanted.folder, []);
}

async function makeFolder(folder: string, undo: (() => Promise<void>)[]): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade !== undefined) undo.push(async () => removeEmptyFolders(folder, firstMade));
}

/** Removes a folder and its parents up to `top`, as long as they are empty: others may have put something there. */
async function removeEmptyFolders(folder: string, top: string): Promise<void> {
  for (let here = folder; here.startsWith(top); here = path.dirname(here)) await rmdir(here);
}
