import type { Plan } from '../plan/schema/plan.ts';
import type { CheckWork } from './effects.ts';
import type { RunEvent, SessionPlan } from './events.ts';
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

/** The checkpoint's checks on a commit; undefined when there is nothing to run. */
export function checkSession(state: RunState, scope: Scope, commit: string): SessionPlan | undefined {
  return checksOf(state.plan.plan, scope).length > 0
    ? mechanicalSession(state, 'check', scope, 'check', commit)
    : undefined;
}

/**
 * Checks to run on the merged tree of a wave, or on the whole result. Without a test suite, the tasks' own verification
 * is run there once more: what was green in each worktree may be red together.
 */
export function checksOf(plan: Plan, scope: Scope): CheckWork['checks'] {
  const { test, gates, none } = plan.checkpoint;
  const done = scope.kind === 'validate' ? definitionOfDone(plan) : [];
  if (none === true) return done;
  const suite = test === undefined ? verifications(plan, scope) : [{ name: 'test', command: test }];
  return [...suite, ...Object.entries(gates).map(([name, command]) => ({ name, command })), ...done];
}

function verifications(plan: Plan, scope: Scope): CheckWork['checks'] {
  const waves = plan.waves.filter(({ id }) => scope.kind !== 'wave' || scope.wave === id);
  const commands = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ verify }) => verify)));
  return [...commands].map((command) => ({ name: `verify ${command}`, command }));
}

/**
 * Checks of the plan's definition of done, as far as it gives commands for it. A failure before the run is no excuse
 * here: making them succeed is what the change is for.
 */
export function definitionOfDone(plan: Plan): CheckWork['checks'] {
  return plan.baseline.flatMap(({ statement, verify }) =>
    verify.startsWith('$ ') ? [{ name: statement, command: verify.slice(2).trim(), strict: true }] : [],
  );
}

/** How often a mechanical session is started in all. Its work is idempotent, so a died process is no reason to stop. */
const tries = 3;

/** Starts a mechanical session again when its process died; undefined when there is nothing to retry. */
export function retryCrashed(state: RunState, id: string | undefined): readonly RunEvent[] | undefined {
  const session = id === undefined ? undefined : state.sessions[id];
  if (session?.result?.outcome !== 'crashed' || session.epoch >= tries) return undefined;
  return [{ type: 'session-retried', session: session.id, epoch: session.epoch + 1, why: session.result.message }];
}
