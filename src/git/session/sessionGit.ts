import { existsSync } from 'node:fs';
import type { CheckSettings, SessionGit } from '../../sessionPorts/sessionGit.ts';
import { callSitesAt } from '../changes/callSites.ts';
import { isArchiveFolder } from '../../core/report/archivePlaces.ts';
import { commitArchiveBranch, commitArchiveFolder, pushArchiveBranch } from '../commit/archiveCommit.ts';
import { readFileAt } from '../changes/changes.ts';
import { checkoutDetached, removeCheckout } from '../worktrees/checkout.ts';
import { commitChangelogEntry, commitPlanRevision } from '../commit/fileCommit.ts';
import { hookNamed, hooksFolder } from '../commit/hooks.ts';
import { diffText } from '../changes/diffText.ts';
import { leaveConflicts } from '../merge/leaveConflicts.ts';
import { mergeParts } from '../merge/mergeParts.ts';
import { filesToCopy, provisionWorktree } from '../worktrees/provisionWorktree.ts';
import type { CommandsOf } from '../worktrees/provisionWorktree.ts';
import { predictConflicts } from '../merge/predictConflicts.ts';
import { leadToRepository } from '../privateGit/privateGit.ts';
import { pushBranch } from '../remote/push.ts';
import { createSetUp } from '../worktrees/setUp.ts';
import { statesOf } from '../worktrees/howMade.ts';
import { poolFolder } from '../pool/keptWorktrees.ts';
import { tearDown } from '../worktrees/teardown.ts';
import { takeResolution } from '../merge/takeResolution.ts';
import { commitToBranch } from '../commit/waveCommit.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { createWorkKeeper } from './keepWork.ts';
import { recoverGuard, setGuard } from '../guard/sessionGuard.ts';
import { partsToMerge } from '../merge/wayBack.ts';

/**
 * Git as the sessions of one host use it.
 *
 * @param commandsOf gives what runs the plan's setup and teardown commands
 */
export function createSessionGit(commandsOf: CommandsOf): SessionGit {
  const keeper = createWorkKeeper();
  const checkout: SessionGit['checkout'] = async (place, commit, settings) => {
    const { repository, worktree } = place;
    const run = commandsOf({ ...place, sandbox: settings });
    const failed = existsSync(worktree) ? await tearDown(settings, worktree, run) : undefined;
    await checkoutDetached(repository, commit, worktree, settings);
    const files = await filesToCopy(repository, settings.copy);
    const put = await provisionWorktree(repository, worktree, files, settings.link);
    const setUp = createSetUp({
      repository,
      common: await commonFolder(repository),
      settings,
      run,
      pool: getsCopies(settings) ? poolFolder(place.worktreeRoot) : undefined,
      copies: await statesOf(repository, files),
    });
    await setUp.run({ folder: worktree, commit, put, isNew: true, variables: settings.variables ?? {} });
    return failed;
  };
  const discard: SessionGit['discard'] = async (place, settings) => {
    const { repository, worktree } = place;
    const run = commandsOf({ ...place, sandbox: settings });
    const failed = existsSync(worktree) ? await tearDown(settings, worktree, run) : undefined;
    if (failed !== undefined) return `${failed}\nThe worktree was left at ${worktree}.`;
    await removeCheckout(repository, worktree);
    return undefined;
  };
  return {
    async guard(place, request) {
      const guard = await setGuard(place, request);
      if (request.base === undefined) return guard;
      const endReading = keeper.readAhead(place, request.base);
      return { ...guard, end: () => Promise.all([guard.end(), endReading()]).then(() => undefined) };
    },
    recoverGuard,
    keep: keeper.keep,
    restore: keeper.restore,
    checkout,
    discard,
    fileText: ({ repository }, commit, file) => readFileAt(repository, commit, file),
    async lineCount({ repository }, commit, file) {
      const text = await readFileAt(repository, commit, file);
      return text?.replace(/\n$/, '').split('\n').length;
    },
    callSites: ({ repository }, commit, sought) => callSitesAt(repository, commit, sought),
    diffText: ({ repository }, request) => diffText({ repository, ...request }),
    predict: async ({ repository }, { parts, ...work }) =>
      predictConflicts({ repository, ...work, parts: await partsToMerge(repository, work.onto, parts) }),
    async merge({ repository }, { resolution, parts, ...work }) {
      const request = { repository, ...work, parts: await partsToMerge(repository, work.onto, parts) };
      return resolution === undefined ? mergeParts(request) : takeResolution(request, resolution);
    },
    leaveConflicts: async ({ repository }, { onto, parts, stays, keepConflicts }) =>
      leaveConflicts({
        repository,
        onto,
        parts: await partsToMerge(repository, onto, parts),
        stays,
        keep: keepConflicts,
      }),
    async commit({ repository }, work) {
      return { commit: await commitToBranch({ repository, ...work }), tree: work.tree };
    },
    addChangelogEntry: ({ repository }, { branch, head, sign }, changelog) =>
      commitChangelogEntry({ repository, branch, parent: head, sign, ...changelog }),
    async archive({ repository }, { to, branch, parent, ...request }) {
      if (isArchiveFolder(to)) return commitArchiveFolder({ repository, branch, parent, ...request });
      return { commit: await commitArchiveBranch({ repository, ...request, branch: to }) };
    },
    pushArchive: ({ repository }, { to, ...request }) => pushArchiveBranch({ repository, ...request, branch: to }),
    async push(place, { hooks, ...request }) {
      const { repository, worktree } = place;
      if (hooks === undefined || (await hookNamed(repository, 'pre-push')) === undefined) {
        return pushBranch({ repository, ...request });
      }
      // The hook asks about what is pushed, and not about what the person happens to have checked out.
      await checkout(place, request.commit, hooks);
      try {
        await leadToRepository(await commonFolder(repository), worktree);
        const config = [`core.hooksPath=${await hooksFolder(repository)}`];
        await pushBranch({ repository: worktree, ...request, config });
      } finally {
        await discard(place, hooks);
      }
    },
    revise: ({ repository }, work) => commitPlanRevision({ repository, ...work }),
  };
}

/** Whether the worktrees of checks get copies of what set-up has left before. Cold ones also show that it leaves all they need. */
function getsCopies({ keep }: Pick<CheckSettings, 'keep'>): boolean {
  return keep !== undefined && keep !== 'off' && keep.checks === 'kept';
}
