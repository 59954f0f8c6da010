import { waveBranch } from '../model/names.ts';
import type { StackedRequest } from '../model/forge.ts';
import type { RunState } from '../model/state.ts';
import { shipRemote } from './runQueries.ts';

/** Whether each wave of the run gets a pull request of its own. */
export function isStacked(state: Pick<RunState, 'plan' | 'repository'>): boolean {
  const { pr, pullRequest } = state.plan.plan.ship;
  return pr && pullRequest.per === 'wave' && shipRemote(state) !== undefined;
}

/**
 * The pull requests of the waves as shipping would have them now, the bottom first; empty where the run has one for all.
 * A branch that was pushed before stays where it is, and so does its request: what came after it is on top.
 */
export function stackOf(state: RunState): readonly StackedRequest[] {
  if (!isStacked(state)) return [];
  const before = pushedBefore(state);
  const { plan } = state.plan;
  return plan.waves
    .flatMap(({ id }) => state.waves[id] ?? [])
    .sort((one, other) => (one.closedAt ?? 0) - (other.closedAt ?? 0))
    .flatMap(({ id, commit }): StackedRequest[] =>
      commit === undefined
        ? []
        : [before.get(id) ?? { wave: id, branch: waveBranch(plan.git.branchPrefix, state.run, id), commit }],
    );
}

/** The pull requests that the present attempt to ship has opened or found, the bottom first; empty for a run with one. */
export function openStack(state: RunState): readonly (StackedRequest & { readonly url: string })[] {
  const { stack = [] } = state.sessions[state.ship?.session ?? '']?.result ?? {};
  return stack.flatMap(({ url, ...request }) => (url === undefined ? [] : [{ ...request, url }]));
}

/** By wave: as an earlier attempt to ship has left it. */
function pushedBefore(state: RunState): ReadonlyMap<string, StackedRequest> {
  const ships = Object.values(state.sessions).filter(({ kind }) => kind === 'ship');
  return new Map(
    ships.flatMap(({ result }) => (result?.stack ?? []).map((request) => [request.wave, request] as const)),
  );
}
