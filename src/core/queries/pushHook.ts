import type { PushToTry } from '../model/sessionWork.ts';
import { readinessSubject, runBranch } from '../model/names.ts';
import type { Scope } from '../model/sessionResult.ts';
import type { RunState } from '../model/state.ts';
import { shipRemote } from './runQueries.ts';

/**
 * The push that a session of checks is to ask the repository's pre-push hook about: before the first launch, on the code
 * the run begins with, and before acceptance, on the whole result.
 *
 * @param session `subject` as in a SessionPlan; undefined: that of the checks of a scope
 * @returns undefined where there is no hook, nowhere to push to, or the plan has it asked at the push only
 */
export function pushToTry(
  state: Pick<RunState, 'repository' | 'plan' | 'run'>,
  { scope, subject }: { readonly scope: Scope; readonly subject?: string },
): PushToTry | undefined {
  if (scope.kind !== 'validate' && subject !== readinessSubject) return undefined;
  const { pushHook: hook, push = {} } = state.repository;
  const { git, ship } = state.plan.plan;
  const remote = shipRemote(state);
  if (hook === undefined || remote === undefined || ship.prePush !== 'early') return undefined;
  return { hook, remote, address: push[remote]?.[0] ?? remote, branch: runBranch(git.branchPrefix, state.run) };
}
