import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Plan } from '../../core/plan/schema/plan.ts';
import type { Evidence } from '../../core/model/gate.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { removeCheckout } from './checkout.ts';
import { readRefs } from '../commits.ts';
import { fillSubmodules } from './fillSubmodules.ts';
import { fillWorktree, planFilling } from './fillWorktree.ts';
import type { FillSettings } from './fillWorktree.ts';
import { shareCheckout } from '../guard/sharedCheckout.ts';
import { markReady } from '../ignoredFiles.ts';
import { inParallel } from '../inParallel.ts';
import { findAt, listWorktrees } from '../listedWorktrees.ts';
import type { ListedWorktree } from '../parse/worktreeList.ts';
import { readPrivateGitSource, writePrivateGit } from '../privateGit/privateGit.ts';
import { filesToCopy, provisionWorktree, runCommands } from './provisionWorktree.ts';
import type { CommandSurroundings, RunCommand } from './provisionWorktree.ts';
import { writeProvisioned } from './provisioned.ts';
import { createRefs, deleteRef } from '../refs.ts';
import { registerWorktree } from './registerWorktree.ts';
import { commonFolder } from '../repositoryFolders.ts';
import { attestWorktree, isInUse } from './worktreeGate.ts';
import type { WantedWorktree } from './worktreeGate.ts';
import { tearDown } from './teardown.ts';

/**
 * State of the path of a wanted worktree: nothing there; nothing, though git still lists a worktree there; one of ours
 * that was never finished; one in which an agent has worked.
 */
type WorktreeState = 'absent' | 'gone' | 'unfinished' | 'in-use';

/** Writing files is bound by the disk and the processors; one more than these fills the time until git is started. */
const together = Math.max(2, Math.min(4, availableParallelism() + 1));

/**
 * Makes the worktrees of several sessions and attests each. Registration is serial, because git's registry is; the files
 * of some worktrees are written meanwhile. Repeating it continues where it was interrupted, and leaves worktrees that an agent
 * has entered alone. When anything fails, what this call made is removed again.
 *
 * @param repository top folder of the person's checkout
 * @returns evidence by session id
 * @throws WorkspaceError `worktree-exists`, `branch-exists`, `worktree-gate`, `wrong-repository`, `setup-failed`;
 *   GitError for the rest
 */
export async function prepareWorktrees(
  repository: string,
  wanted: readonly WantedWorktree[],
  settings: Pick<Plan['worktree'], 'copy' | 'link' | 'setup' | 'teardown'> & CommandSurroundings & FillSettings,
  run: RunCommand,
): Promise<Evidence> {
  const common = await commonFolder(repository);
  const branches = await readRefs(
    repository,
    wanted.map((worktree) => `refs/heads/${worktree.branch}`),
  );
  const states = await surveyAll(repository, wanted, branches);
  const undo: (() => Promise<void>)[] = [];
  let sharing: Promise<void> | undefined;
  try {
    const copies = await filesToCopy(repository, settings.copy);
    const unfinished = wanted.filter((worktree) => states.get(worktree.id) !== 'in-use');
    // Only saves the sessions from reading it themselves. What set-up commands do is not to be taken for theirs.
    const share = () =>
      shareCheckout(
        repository,
        unfinished.map(({ guard }) => guard),
      ).catch(() => undefined);
    if (settings.setup.length === 0) sharing = share();
    // Before the worktrees, so that it is undone after all of them: two of them may share a parent.
    for (const parent of new Set(unfinished.map(({ folder }) => path.dirname(folder)))) await makeFolder(parent, undo);
    await makeBranches(repository, unfinished, branches, undo);
    const filling = await planFilling(repository, settings);
    const source = await readPrivateGitSource(repository, common);
    await inParallel(unfinished, together, async (worktree) => {
      const { id, folder } = worktree;
      const state = states.get(id);
      if (state === 'gone') await removeCheckout(repository, folder);
      if (state !== 'unfinished') await register(repository, common, worktree, undo);
      await fillWorktree(common, folder, filling);
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
      await runCommands(own, 'setup', folder, run);
      await markReady(common, folder);
    });
    sharing ??= share();
    await sharing;
    const listed = await listWorktrees(repository);
    const evidence = await inParallel(wanted, together, async (worktree) => [
      worktree.id,
      await attestWorktree(worktree, common, listed, settings.setup.length === 0),
    ]);
    return Object.fromEntries(evidence) as Evidence;
  } catch (error) {
    await sharing;
    // One step that fails must not keep the others from being taken, nor hide why all this is undone.
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function surveyAll(
  repository: string,
  wanted: readonly WantedWorktree[],
  branches: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, WorktreeState>> {
  const listed = await listWorktrees(repository);
  const states = new Map<string, WorktreeState>();
  for (const worktree of wanted) {
    const state = await survey(worktree, listed);
    const at = branches[`refs/heads/${worktree.branch}`];
    if (state !== 'in-use' && at !== undefined && at !== worktree.base) {
      throw new WorkspaceError(
        'branch-exists',
        `Branch ${worktree.branch} exists already, at ${at} instead of ${worktree.base}. ` +
          `If nothing on it is needed, delete it with "git branch -D ${worktree.branch}" and launch again.`,
      );
    }
    states.set(worktree.id, state);
  }
  return states;
}

async function survey({ folder, branch }: WantedWorktree, listed: readonly ListedWorktree[]): Promise<WorktreeState> {
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
