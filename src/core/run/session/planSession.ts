import { checksOf } from '../../queries/checksOf.ts';
import { pushToTry } from '../../queries/pushHook.ts';
import type { RunEvent, SessionPlan } from '../../model/events.ts';
import type { Scope, SessionKind } from '../../model/sessionResult.ts';
import { sessionId } from '../../model/names.ts';
import type { RunState } from '../../model/state.ts';

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

/** The checkpoint's checks on a commit, and the pre-push hook on the result; undefined when there is nothing to run. */
export function checkSession(state: RunState, scope: Scope, commit: string): SessionPlan | undefined {
  return checksOf(state.plan.plan, scope).length > 0 || pushToTry(state, { scope }) !== undefined
    ? mechanicalSession(state, 'check', scope, 'check', commit)
    : undefined;
}

/** Number of times a mechanical session is started in all. Its work is idempotent, so a died process is no reason to stop. */
const tries = 3;

/** Starts a mechanical session again when its process died; undefined when there is nothing to retry. */
export function retryCrashed(state: RunState, id: string | undefined): readonly RunEvent[] | undefined {
  const session = id === undefined ? undefined : state.sessions[id];
  if (session?.result?.outcome !== 'crashed' || session.epoch >= tries) return undefined;
  return [{ type: 'session-retried', session: session.id, epoch: session.epoch + 1, why: session.result.message }];
}
