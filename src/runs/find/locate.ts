import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { samePlace } from '../../git/place/samePlace.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { createLayout } from '../../state/layout.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { claimIdentity, knownIdentity } from '../../state/repositoryId.ts';
import { findRoots } from '../../state/roots.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { readRunCheckout } from '../../state/runCheckout.ts';
import type { WorkerServices } from '../shared/workerServices.ts';
import { commandWord } from '../../util/commandWord.ts';

/** Answers where the repository of a folder is, and repairs its worktrees. */
type Services = Pick<WorkerServices, 'repositoryAt' | 'repairWorktrees'>;

/** Place where the runs of a repository are. */
export interface Located {
  /** Top folder of the checkout; the git folder where there is none, as beside the worktrees of a bare repository. */
  readonly repository: string;
  /** Git folder shared by all worktrees. */
  readonly common: string;
  readonly bare: boolean;
  readonly layout: LocalLayout;
}

/** The place of runs in a repository that has had none: nothing is there yet, and looking makes nothing. */
const noRunsYet = 'none';

/**
 * Where the runs of a folder's repository are, looking only: nothing is written, and a repository without a commit or a
 * checkout will do.
 *
 * @throws WorkspaceError when the folder is in no repository; LayoutError when the folders of runs cannot be used
 */
export async function locate(
  services: Services,
  folder: string,
  settings: FolderSettings = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Located> {
  return place(services, folder, settings, env, async (common, stateRoot) => {
    const known = await knownIdentity(common, stateRoot);
    return known?.id ?? noRunsYet;
  });
}

/**
 * The same for whoever drives a run: the repository gets its id, and what was moved since the last time is put right.
 *
 * @throws WorkspaceError, LayoutError; also where there is no checkout
 */
export async function settle(
  services: Services,
  folder: string,
  settings: FolderSettings = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Located> {
  const located = await place(services, folder, settings, env, async (common, stateRoot, repository) => {
    const { id, movedFrom } = await claimIdentity(common, path.basename(repository), stateRoot);
    // Worktrees name the git folder by its old path.
    if (movedFrom !== undefined) await services.repairWorktrees(common, movedFrom);
    return id;
  });
  if (!located.bare) return located;
  throw new WorkspaceError('not-a-repository', await whyBare(folder, located.common));
}

/** A worktree that git takes for a bare repository is not the same as a folder beside the worktrees. */
async function whyBare(folder: string, common: string): Promise<string> {
  const link = await readFile(path.join(folder, '.git'), 'utf8').catch(() => '');
  if (/^gitdir: .*[/\\]worktrees[/\\]/.test(link)) {
    return (
      `Git treats ${folder} as a bare repository, because core.bare is set for all worktrees while extensions.worktreeConfig is on. ` +
      `Set it for the bare one alone: git -C ${commandWord(common)} config --worktree core.bare true, then git -C ${commandWord(common)} config --unset core.bare.`
    );
  }
  return `${folder} has no checkout: it belongs to a bare git repository, or is inside a git folder. Open one of the repository's worktrees; "git worktree list" names them.`;
}

/**
 * The checkout that a run works with: the one it was started in, or, when that is gone or has been moved, the one at hand.
 *
 * @throws WorkspaceError when there is neither
 */
export async function checkoutOf(
  services: Services,
  { repository, common, bare, layout }: Located,
  run: string,
): Promise<string> {
  const recorded = await readRunCheckout(layout.checkoutFile(run));
  if (recorded !== undefined) {
    const there = await services.repositoryAt(recorded).catch(() => undefined);
    if (there?.checkout !== undefined && (await samePlace(there.common, common))) return there.checkout;
  }
  if (!bare) return repository;
  throw new WorkspaceError(
    'not-a-repository',
    `The checkout that run ${run} was started in${recorded === undefined ? '' : `, ${recorded},`} is gone. Open another worktree of ${common} and go on from there.`,
  );
}

async function place(
  services: Services,
  folder: string,
  settings: FolderSettings,
  env: NodeJS.ProcessEnv,
  identify: (common: string, stateRoot: string, repository: string) => Promise<string>,
): Promise<Located> {
  const { common, checkout } = await services.repositoryAt(folder);
  const repository = checkout ?? common;
  const { state } = findRoots(process.platform, env, settings);
  const options = { repositoryRoot: repository, env, platform: process.platform, settings };
  // Refuses folders that cannot be used before anything is written to them.
  createLayout({ ...options, id: noRunsYet });
  const layout = createLayout({ ...options, id: await identify(common, state, repository) });
  return { repository, common, bare: checkout === undefined, layout };
}
