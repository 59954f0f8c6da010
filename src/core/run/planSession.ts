import type { SessionPlan } from './events.ts';
import type { Scope, SessionKind } from './model.ts';
import { sessionId } from './names.ts';
import type { RunState } from './state.ts';

/** A session that does the run's own work (merge, check, commit, revise, ship), in a process of its own. */
export function mechanicalSession(
  state: RunState,
  kind: SessionKind,
  scope: Scope,
  subject: string,
  base = state.head,
): SessionPlan {
  return { id: sessionId(scope, subject), kind, scope, subject, epoch: 1, base };
}

/** The checkpoint's checks on a commit; undefined when the plan has none. */
export function checkSession(state: RunState, scope: Scope, commit: string): SessionPlan | undefined {
  const { test, gates } = state.plan.plan.checkpoint;
  const some = test !== undefined || Object.keys(gates).length > 0;
  return some ? mechanicalSession(state, 'check', scope, 'check', commit) : undefined;
}
