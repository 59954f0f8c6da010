import type { Plan } from '../../plan/schema/plan.ts';
import type { AgentWork } from '../../model/sessionWork.ts';
import type { RunState, Session } from '../../model/state.ts';

/** The first port of a session's own. Those of sessions long over are used again where there are no more. */
export function portOf(session: Session, state: RunState): number {
  if (session.port !== undefined) return session.port;
  const { from, perSession } = state.plan.plan.worktree.ports;
  const position = positionsIn(state.sessions).get(session.id) ?? -1;
  const ranges = Math.max(1, Math.floor((65_536 - from) / perSession));
  return from + (position % ranges) * perSession;
}

/** Asked for every session under way, each time anything happens: a run of a thousand sessions is gone through once. */
const positions = new WeakMap<RunState['sessions'], ReadonlyMap<string, number>>();

function positionsIn(sessions: RunState['sessions']): ReadonlyMap<string, number> {
  const known = positions.get(sessions) ?? new Map(Object.keys(sessions).map((id, at) => [id, at]));
  positions.set(sessions, known);
  return known;
}

/** Sandbox that the plan asks for, of agents and checks alike. */
export function sandboxOf({ worktree: { sandbox, writable } }: Plan): AgentWork['sandbox'] {
  return { sandbox, writable };
}

/** Where the plan leaves it open, the machine of the session decides. */
export function reservedBy(plan: Plan): Pick<AgentWork, 'reserved'> {
  const { checkout } = plan.worktree;
  return checkout === undefined ? {} : { reserved: checkout === 'reserved' };
}
