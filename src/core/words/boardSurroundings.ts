import { own } from '../../util/records.ts';
import { matchesAny } from '../glob/globs.ts';
import type { PlanWave } from '../plan/schema/plan.ts';
import type { BaseMove } from '../model/repository.ts';
import type { Gate } from '../model/gate.ts';
import { shipRemote } from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';
import { count, listed, utcTime } from './labels.ts';

/** Files named in one line. */
const fewFiles = 5;

/** `main has moved on by 3 commits; merging would conflict in src/a.js` */
export function moveLine({ name, commits, conflicts, rewritten }: BaseMove): string {
  const moved = `${name} has moved on by ${count(commits, 'commit')}`;
  const told = rewritten ? `${moved} and no longer holds the commit that the run began from` : moved;
  if (conflicts.length === 0) return `${told}; merging would not conflict`;
  return `${told}; merging would conflict in ${listed(conflicts, fewFiles)}`;
}

/**
 * Lines about branches that have moved on since the run began, one each.
 *
 * @param wave the wave that is about to start: files it is to change and others have changed are named, too
 */
export function moveLines({ moved = [] }: RunState, wave?: PlanWave): readonly string[] {
  const globs = wave?.tasks.flatMap(({ owns, deletes }) => [...owns, ...deletes]) ?? [];
  return moved.flatMap((move) => {
    const shared = move.changed.filter((file) => globs.length > 0 && matchesAny(globs, file));
    const warning = `${move.name} has changed what this wave is to change: ${listed(shared, fewFiles)}`;
    return [moveLine(move), ...(shared.length > 0 ? [warning] : [])];
  });
}

/** Place where shipping would go, and what is there: one line each. */
export function targetLines(state: RunState): readonly string[] {
  const remote = shipRemote(state);
  const branch = `${state.plan.plan.git.branchPrefix}/${state.run}`;
  if (remote === undefined) return [`stays here, on branch ${branch}: the repository has no remote`];
  const before = own(state.repository.push, remote) ?? [];
  const { target } = state;
  if (target === undefined || target.remote !== remote) return [`${remote}, branch ${branch}`, ...before];
  const { addresses, commit, askedAt } = target;
  const known = state.repository.push !== undefined && before.join('\n') !== addresses.join('\n');
  const asked = askedAt === undefined ? '' : ` (asked ${utcTime(askedAt)})`;
  const there =
    commit === undefined
      ? `the remote did not tell what it has${asked}`
      : commit === null
        ? `no such branch there yet${asked}`
        : `the branch there is at ${commit.slice(0, 10)}${asked}`;
  return [
    `${remote}, branch ${branch}`,
    ...(addresses.length === 0 ? ['leads nowhere: there is no such remote'] : addresses),
    ...(known ? [`changed: it led to ${before.join(' and ') || 'nowhere'} when the run began`] : []),
    there,
  ];
}

/** Whether a push would go where it would have gone when the run began, as far as is known. */
export function leadsWhereItDid(state: RunState): boolean {
  const remote = shipRemote(state);
  if (remote === undefined || state.target === undefined || state.repository.push === undefined) return true;
  return (own(state.repository.push, remote) ?? []).join('\n') === state.target.addresses.join('\n');
}

/** Answer of the remote that an approved gate waits for before it counts. */
export function askingRemote(state: RunState, { kind }: Pick<Gate, 'kind'>): string | undefined {
  const remote = shipRemote(state);
  if (kind !== 'ship' || remote === undefined) return undefined;
  return `Asking ${remote} what it has, for at most ${state.plan.plan.ship.remoteSeconds} s`;
}
