import { isAgentSession } from '../../queries/runQueries.ts';
import { overBudget } from '../../queries/sharedBudgets.ts';
import type { RunState } from '../../model/state.ts';

/**
 * Sessions of agents that are ready and wait: for a shared budget that is used up, or until another one ends, because the plan
 * or the memory allows so many at once (`limits.parallel`, `limits.memory`). Those planned first are started first.
 */
export function queuedSessions(state: RunState): ReadonlySet<string> {
  const most = Math.min(state.plan.plan.limits.parallel ?? Infinity, roomIn(state));
  const held = overBudget(state);
  if (most === Infinity) return new Set(held.keys());
  const agents = Object.values(state.sessions).filter(isAgentSession);
  const running = agents.filter(({ status }) => status === 'running').length;
  const ready = agents.filter(({ id, status }) => status === 'ready' && !held.has(id));
  return new Set([...held.keys(), ...ready.slice(Math.max(0, most - running)).map(({ id }) => id)]);
}

/** Number of agents that the memory is enough for. A plan that was changed to look at none goes by none. */
function roomIn({ room = Infinity, plan }: RunState): number {
  return plan.plan.limits.memory === 'off' ? Infinity : Math.max(1, room);
}

/** Words for why a session waits that `queuedSessions` names. */
export function queuedText(state: RunState, session: string): string {
  const budget = overBudget(state).get(session);
  if (budget !== undefined) return `Waits. ${budget}`;
  const { parallel = Infinity } = state.plan.plan.limits;
  const room = roomIn(state);
  if (parallel <= room) return 'Waits until another agent ends (limits.parallel)';
  const agents = room === 1 ? 'one agent' : `${room} agents`;
  return `Waits until another agent ends: the memory is enough for ${agents} at a time (limits.memory)`;
}

/**
 * Number of agents that may work at once.
 *
 * @param free bytes of memory that programs can have beside those that run
 * @param ended a session that has just ended, whose memory is among the free
 * @returns undefined where that changes nothing
 */
export function roomFor(state: RunState, free: number, ended?: string): number | undefined {
  const { memory } = state.plan.plan.limits;
  if (memory === 'off') return undefined;
  const agents = Object.values(state.sessions).filter(
    (session) => session.status !== 'ended' && session.id !== ended && isAgentSession(session),
  );
  const running = agents.filter(({ status }) => status === 'running').length;
  const room = Math.max(1, running + Math.floor(free / (memory * 1e9)));
  // Where there is enough for all, the exact number is nothing to write down.
  return room < agents.length || (state.room ?? Infinity) < agents.length ? Math.min(room, agents.length) : undefined;
}
