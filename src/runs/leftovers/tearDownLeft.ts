import { worktreeSettings } from '../../core/model/worktreeSettings.ts';
import { replay } from '../../core/run/evolve.ts';
import { removals } from '../../core/run/pendingEffects.ts';
import { wantedWorktrees } from '../../git/worktrees/gitWorkspaces.ts';
import { errorMessage } from '../../util/errors.ts';
import type { Runs } from '../find/findRuns.ts';

/**
 * Runs the teardown commands of a run that is over in those of its worktrees that were not given back, because whatever
 * drove it ended too early.
 *
 * @returns lines about what failed, for people
 */
export async function tearDownLeft(runs: Runs, run: string): Promise<readonly string[]> {
  const { common, layout, services } = runs;
  const { stateRoot, worktreeRoot } = layout;
  const failed: string[] = [];
  try {
    const known = await runs.journals.list();
    if (!known.some((each) => each.run === run)) return [];
    const state = replay(await runs.journals.read(run));
    if (state === undefined) return [];
    const settings = worktreeSettings(state.plan.plan);
    for (const effect of removals(state)) {
      if (effect.kind !== 'remove-worktrees') continue;
      const wanted = wantedWorktrees(layout, effect.scope, effect.sessions);
      const left = await services.tearDown(common, wanted, settings, { stateRoot, worktreeRoot });
      failed.push(...left.map(({ session, why }) => `teardown of ${session}: ${why}`));
    }
  } catch (error) {
    failed.push(`teardown: ${errorMessage(error)}`);
  }
  return failed;
}
