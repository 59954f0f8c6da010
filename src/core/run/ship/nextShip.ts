import { forgeAfterPush, forgeName, openPullRequest } from '../../queries/forge.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Scope, SessionResult } from '../../model/sessionResult.ts';
import type { RunState } from '../../model/state.ts';
import { commentsEvidence } from '../../gates/kinds/merge.ts';
import { gateEvidence } from '../../gates/specs/gateSpecs.ts';
import { latestGate } from '../../queries/runQueries.ts';
import { gatesBefore, rejectedBefore } from '../gate/customGates.ts';
import { gateNeeded, isAboutNow, openGate } from '../gate/openGate.ts';
import type { Context } from '../gate/openGate.ts';
import { mechanicalSession, retryCrashed } from '../session/planSession.ts';
import { commentsToFix } from '../../queries/reviewComments.ts';
import { ownersOf } from '../wave/suspects.ts';
import { turnedDown } from '../validation/nextValidation.ts';

/**
 * The way from the accepted result to where it belongs: the ship gate, the push with its pull request, the checks of the forge,
 * the merge gate, the merge. A result is shipped when it is merged; without a remote or a forge the run ends earlier, and its
 * result says where.
 */
export function nextShip(context: Context): readonly RunEvent[] {
  const { state } = context;
  const id = state.ship?.session;
  if (id === undefined) return push(context);
  const retried = retryCrashed(state, id);
  if (retried) return retried;
  const session = state.sessions[id];
  if (session?.status !== 'ended' || !session.result) return [];
  const { scope, result } = session;
  if (result.outcome !== 'done') return [{ type: 'ship-failed', message: result.message }];
  return result.pushed === undefined
    ? [{ type: 'shipped', result }]
    : (checked(state, scope, result) ?? merged(context, scope, result));
}

function push(context: Context): readonly RunEvent[] {
  const { state, at, tools } = context;
  const gate = latestGate(state, 'ship');
  const attempt = (state.ship?.attempt ?? 0) + 1;
  if (gate?.status === 'rejected') {
    if (isAboutNow(context, gate)) return turnedDown(gate);
    // It was about the result before the plan was adapted.
    return gatesBefore(context, 'ship') ?? [openGate('ship', state, at, gateEvidence('ship', state, tools))];
  }
  if (gate?.usedAt === undefined || gate.attempt !== attempt) {
    const rejected = rejectedBefore(context, 'ship');
    if (rejected !== undefined) return turnedDown(rejected);
    return gatesBefore(context, 'ship') ?? gateNeeded(context, 'ship');
  }
  const scope = { kind: 'ship' as const, attempt };
  return [{ type: 'sessions-planned', scope, sessions: [mechanicalSession(state, 'ship', scope, 'ship')] }];
}

/** @returns undefined once CI is green on what was pushed, or where there is none to ask */
function checked(state: RunState, scope: Scope, pushed: SessionResult): readonly RunEvent[] | undefined {
  const command = state.plan.plan.ship.ci !== undefined;
  if (!command && forgeAfterPush(state, pushed) === undefined) return undefined;
  const id = state.ship?.ci;
  if (id === undefined) {
    const session = mechanicalSession(state, 'ci', scope, 'ci', pushed.commit);
    return [{ type: 'sessions-planned', scope, sessions: [session] }];
  }
  const retried = retryCrashed(state, id);
  if (retried) return retried;
  const { status, result } = state.sessions[id] ?? {};
  if (status !== 'ended' || result === undefined) return [];
  if (result.outcome === 'done') {
    if (command || result.ci?.commit === pushed.pushed?.commit) return undefined;
    const message = `CI told of ${result.ci?.commit.slice(0, 10) ?? 'no commit'}, and not of what was pushed. Approve the ship gate again to ask once more.`;
    return [{ type: 'ship-failed', message }];
  }
  // A forge that does not tell, or a pull request that was closed, is no fault of the code: shipping is asked for again.
  if (!command && result.ci?.state !== 'red') return [{ type: 'ship-failed', message: result.message }];
  const message = `CI did not pass on what was pushed: ${result.message}`;
  return [
    { type: 'ship-failed', message },
    { type: 'validation-failed', failure: { kind: 'checks', suspects: [], message, ci: true } },
  ];
}

function merged(context: Context, scope: Scope, pushed: SessionResult): readonly RunEvent[] {
  const { state } = context;
  const waited = state.sessions[state.ship?.ci ?? '']?.result;
  const { ci, merged: elsewhere } = waited ?? {};
  const known = ci === undefined ? {} : { ci };
  const passed = waited === undefined ? '' : ci === undefined ? ' CI passed.' : ` ${waited.message}`;
  const so = `${pushed.message}${passed}`;
  if (elsewhere !== undefined) {
    return [{ type: 'shipped', result: { ...pushed, ...known, message: so, merged: elsewhere } }];
  }
  if (openPullRequest(state) === undefined || forgeAfterPush(state, pushed) === undefined) {
    return [{ type: 'shipped', result: { ...pushed, message: so } }];
  }
  if (state.plan.plan.ship.merge === 'none') {
    const message = `${so} It was not merged: ship.merge of the plan is none. Merge it at ${forgeName(state)}.`;
    return [{ type: 'shipped', result: { ...pushed, ...known, message } }];
  }
  const id = state.ship?.land;
  if (id === undefined) return mergeGate(context, scope);
  const retried = retryCrashed(state, id);
  if (retried) return retried;
  const { status, result } = state.sessions[id] ?? {};
  if (status !== 'ended' || result === undefined) return [];
  if (result.outcome !== 'done' || result.merged === undefined) {
    return [{ type: 'ship-failed', message: result.message }];
  }
  const message = `${so} ${result.message}`;
  return [{ type: 'shipped', result: { ...pushed, ...known, message, merged: result.merged } }];
}

function mergeGate(context: Context, scope: Scope): readonly RunEvent[] {
  const { state, tools } = context;
  const gate = latestGate(state, 'merge');
  const isCurrent = gate?.attempt === state.ship?.attempt;
  if (gate?.status === 'rejected' && isCurrent) {
    const files = commentsToFix(state.lastFindings).map(({ file }) => file);
    return turnedDown(gate, ownersOf(state, files));
  }
  const isOpen = gate?.status === 'pending' && gate.voided === undefined && isCurrent;
  if (isOpen && gate.evidence['comments'] !== commentsEvidence(state, tools)) {
    return [{ type: 'gate-voided', gate: gate.id, reason: 'Reviewers have written since it opened.' }];
  }
  if (gate?.usedAt === undefined || !isCurrent) return gateNeeded(context, 'merge');
  return [{ type: 'sessions-planned', scope, sessions: [mechanicalSession(state, 'land', scope, 'merge')] }];
}
