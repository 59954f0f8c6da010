import { existsSync } from 'node:fs';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { readFileAt } from '../changes.ts';
import { checkoutDetached, removeCheckout } from '../worktrees/checkout.ts';
import { commitChangelogEntry, commitPlanRevision } from '../fileCommit.ts';
import { leaveConflicts } from '../leaveConflicts.ts';
import { mergeParts } from '../mergeParts.ts';
import { filesToCopy, provisionWorktree, runCommands } from '../worktrees/provisionWorktree.ts';
import type { CommandsOf } from '../worktrees/provisionWorktree.ts';
import { predictConflicts } from '../predictConflicts.ts';
import { pushBranch } from '../push.ts';
import { tearDown } from '../worktrees/teardown.ts';
import { takeResolution } from '../takeResolution.ts';
import { commitToBranch } from '../waveCommit.ts';
import { createWorkKeeper } from './keepWork.ts';
import { recoverGuard, setGuard } from '../guard/sessionGuard.ts';

/**
 * Git as the sessions of one host use it.
 *
 * @param commandsOf gives what runs the plan's setup and teardown commands
 */
export function createSessionGit(commandsOf: CommandsOf): SessionGit {
  const keeper = createWorkKeeper();
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
    async checkout(place, commit, settings) {
      const { repository, worktree } = place;
      const run = commandsOf({ ...place, sandbox: settings });
      const failed = existsSync(worktree) ? await tearDown(settings, worktree, run) : undefined;
      await checkoutDetached(repository, commit, worktree, settings);
      const files = await filesToCopy(repository, settings.copy);
      await provisionWorktree(repository, worktree, files, settings.link);
      await runCommands(settings, 'setup', worktree, run);
      return failed;
    },
    async discard(place, settings) {
      const { repository, worktree } = place;
      const run = commandsOf({ ...place, sandbox: settings });
      const failed = existsSync(worktree) ? await tearDown(settings, worktree, run) : undefined;
      if (failed !== undefined) return `${failed}\nThe worktree was left at ${worktree}.`;
      await removeCheckout(repository, worktree);
      return undefined;
    },
    async lineCount({ repository }, commit, file) {
      const text = await readFileAt(repository, commit, file);
      return text?.replace(/\n$/, '').split('\n').length;
    },
    predict: ({ repository }, work) => predictConflicts({ repository, ...work }),
    merge: ({ repository }, { resolution, ...work }) =>
      resolution === undefined
        ? mergeParts({ repository, ...work })
        : takeResolution({ repository, ...work }, resolution),
    leaveConflicts: ({ repository }, { onto, parts, stays, keepConflicts }) =>
      leaveConflicts({ repository, onto, parts, stays, keep: keepConflicts }),
    async commit({ repository }, work) {
      return { commit: await commitToBranch({ repository, ...work }), tree: work.tree };
    },
    addChangelogEntry: ({ repository }, { branch, head, sign }, changelog) =>
      commitChangelogEntry({ repository, branch, parent: head, sign, ...changelog }),
    push: ({ repository }, request) => pushBranch({ repository, ...request }),
    revise: ({ repository }, work) => commitPlanRevision({ repository, ...work }),
  };
}
