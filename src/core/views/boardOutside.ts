import { sessionsOf } from '../queries/runQueries.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';

/**
 * Changes outside the worktrees while agents worked, since the gate before this one: nothing proves that an agent made
 * them, so a person should see them before deciding.
 */
export function outsideLines(state: RunState, gate: Gate): readonly string[] {
  const before = Object.values(state.gates).filter(({ id, openedAt }) => id !== gate.id && openedAt <= gate.openedAt);
  // Gates that are asked again are about the same work, so their successors name the same.
  const earlier = before.filter(({ kind, wave }) => kind !== gate.kind || wave !== gate.wave);
  const since = Math.max(0, ...earlier.map(({ openedAt }) => openedAt));
  const ended = sessionsOf(state, Object.keys(state.sessions)).filter(
    ({ endedAt }) => endedAt !== undefined && endedAt > since && endedAt <= gate.openedAt,
  );
  return [...new Set(ended.flatMap(({ result }) => result?.outside ?? []))];
}
