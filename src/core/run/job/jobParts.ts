import type { Plan } from '../../plan/schema/plan.ts';
import type { AgentWork } from '../../model/sessionWork.ts';
import type { RunState, Session } from '../../model/state.ts';

/** The first port of a session's own. Those of sessions long over are used again where there are no more. */
export function portOf(session: Session, state: RunState): number {
  if (session.port !== undefined) return session.port;
  const { from, perSession } = state.plan.plan.worktree.ports;
  const position = Object.keys(state.sessions).indexOf(session.id);
  const ranges = Math.max(1, Math.floor((65_536 - from) / perSession));
  return from + (position % ranges) * perSession;
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
