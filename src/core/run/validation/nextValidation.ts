import { liveFindings } from '../../validators/liveFindings.ts';
import { findingCounts, holdingFindings } from '../../validators/openFindings.ts';
import { checksOf } from '../../queries/checksOf.ts';
import { budgetUsedUp } from '../../queries/budget.ts';
import type { RunEvent, WaveFailure } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import type { ValidatorFinding } from '../../model/finding.ts';
import { acceptedAlready } from './acceptedAlready.ts';
import { gateNeeded, isAboutNow } from '../gate/openGate.ts';
import type { Context } from '../gate/openGate.ts';
import { checkSession, retryCrashed } from '../session/planSession.ts';
import { planValidators } from './planValidators.ts';
import { isComment } from '../../model/reviewComment.ts';
import { latestGate, sessionsOf } from '../../queries/runQueries.ts';
import type { RunState, Validation } from '../../model/state.ts';
import { ownersOf } from '../wave/suspects.ts';
import { limitOf } from '../session/usageLimits.ts';

/**
 * The way from the last wave's commit to the acceptance gate: the checks once more, on the whole result; then, with all of
 * them green, the plan's validators; then the gate, unless they found a blocker.
 */
export function nextValidation(context: Context): readonly RunEvent[] {
  const { validation } = context.state;
  if (!validation) return [];
  if (validation.status === 'acceptance') {
    const gate = latestGate(context.state, 'acceptance');
    if (gate?.status === 'rejected' && isAboutNow(context, gate)) return turnedDown(gate);
    return gateNeeded(context, 'acceptance');
  }
  return checks(context, validation) ?? validators(context, validation);
}

/** @returns undefined once the checks are green, or when the plan has none */
function checks({ state }: Context, { attempt, session: id, accepted }: Validation): readonly RunEvent[] | undefined {
  if (id === undefined) {
    const scope = { kind: 'validate' as const, attempt };
    const session = checkSession(state, scope, state.head);
    return session && [{ type: 'sessions-planned', scope, sessions: [session] }];
  }
  const retried = retryCrashed(state, id);
  if (retried) return retried;
  const session = state.sessions[id];
  if (session?.status !== 'ended' || !session.result) return [];
  if (session.result.outcome === 'done' || accepted !== undefined) return undefined;
  // Without checks it only asked the pre-push hook, which decides nothing.
  if (checksOf(state.plan.plan, session.scope).length === 0) return undefined;
  const known = acceptedAlready(state);
  return known === undefined ? fail({ kind: 'checks', suspects: [], message: session.result.message }) : [known];
}

function validators(context: Context, validation: Validation): readonly RunEvent[] {
  const { state } = context;
  const { attempt, findings } = validation;
  if (state.plan.plan.validators.length === 0) return gateNeeded(context, 'acceptance');
  if (validation.validators === undefined) {
    const spent = budgetUsedUp(state);
    if (spent !== undefined) return fail({ kind: 'mechanical', suspects: [], message: spent });
    const scope = { kind: 'validate' as const, attempt };
    return [{ type: 'sessions-planned', scope, sessions: planValidators(state, attempt) }];
  }
  const sessions = sessionsOf(state, validation.validators);
  if (sessions.some(({ status }) => status !== 'ended')) return [];
  const failed = sessions.filter(({ result }) => result?.outcome !== 'done' || result.review === undefined);
  if (failed.length > 0) {
    const message = failed.map(({ subject, result }) => `${subject}: ${result?.message ?? 'no result'}`).join(' ');
    const limit = limitOf(failed);
    const told = limit === undefined ? {} : { limit };
    return fail({ kind: 'sessions', sessions: failed.map(({ id }) => id), suspects: [], message, ...told });
  }
  if (findings === undefined) {
    const reports = sessions.map(({ subject, result, continues }) => {
      return { validator: subject, knows: continues !== undefined, review: result?.review ?? { findings: [] } };
    });
    const before = state.lastFindings.filter((finding) => !isComment(finding));
    const merged = liveFindings(before, reports, attempt, `validation~${attempt}`);
    return [{ type: 'findings-merged', attempt, findings: merged }];
  }
  const blockers = holdingFindings(findings, state.plan.plan.remedy);
  return blockers.length === 0 ? gateNeeded(context, 'acceptance') : fail(blocked(state, findings, blockers));
}

function blocked(
  state: RunState,
  findings: readonly ValidatorFinding[],
  blockers: readonly ValidatorFinding[],
): WaveFailure {
  const places = blockers.map(({ title, file, line, status, history, wrongSpec }) => {
    const last = history?.at(-1)?.what ?? '';
    const why = wrongSpec?.status === 'open' ? `, which ${last}` : status === 'disputed' ? `, disputed: ${last}` : '';
    return `${title} (${file}:${line}${why})`;
  });
  return {
    kind: 'findings',
    suspects: ownersOf(
      state,
      blockers.map(({ file }) => file),
    ),
    message: `The validators found ${findingCounts(findings.filter(({ status }) => status !== 'fixed'))}. To be fixed first, or marked out or deferred: ${places.join('; ')}.`,
  };
}

/** A person has marked every blocker out or deferred, so nothing keeps the result from the acceptance gate any more. */
export function blockersOverruled({ validation, phase, plan }: RunState): boolean {
  const { failure, findings } = validation ?? {};
  return (
    phase === 'adapt' && failure?.kind === 'findings' && holdingFindings(findings ?? [], plan.plan.remedy).length === 0
  );
}

/**
 * A result that a person turned down leads to a change of the plan; the gate can be reopened instead.
 * @param suspects tasks that are probably to be changed
 */
export function turnedDown({ kind, name, decision }: Gate, suspects: readonly string[] = []): readonly RunEvent[] {
  const at = kind === 'acceptance' ? 'by a person' : `at its ${name ?? kind} gate`;
  const note = decision?.note ?? '';
  const comments = decision?.comments ?? [];
  const failure = { kind: 'rejected' as const, suspects, message: `The result was rejected ${at}: ${note}`, note };
  return fail(comments.length === 0 ? failure : { ...failure, comments });
}

function fail(failure: WaveFailure): readonly RunEvent[] {
  return [{ type: 'validation-failed', failure }];
}
