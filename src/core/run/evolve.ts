import type { Recorded, SessionPlan } from '../model/events.ts';
import type { Phase } from '../model/phase.ts';
import { evolveAhead } from './ahead/evolveAhead.ts';
import { evolveGate } from './gate/evolveGate.ts';
import { evolvePlan } from './plan/evolvePlan.ts';
import { evolveComments } from './comments/evolveComments.ts';
import { evolveSession } from './session/evolveSession.ts';
import { evolveValidation } from './validation/evolveValidation.ts';
import { acceptWave, evolveWave } from './wave/evolveWave.ts';
import { parking } from './gate/parking.ts';
import { copied, inPlace } from '../../util/setEntries.ts';
import type { SetEntries } from '../../util/setEntries.ts';
import type { RunState } from '../model/state.ts';

/**
 * Folds one event into the state. Total: an event that makes no sense in this state leaves it as it is, because a
 * journal that was accepted must always replay. The first event of a run is `run-started`.
 */
export function evolve(state: RunState | undefined, event: Recorded): RunState | undefined {
  return fold(state, event, copied);
}

/** The state after all events, or undefined for an empty journal. */
export function replay(events: Iterable<Recorded>): RunState | undefined {
  const run = new Replay();
  for (const event of events) run.add(event);
  return run.state;
}

/**
 * Folds a whole journal, like `evolve` for one event after the other, but without a copy of the state for each of them:
 * a state that was looked at is no longer to be used once the next event is added.
 */
export class Replay {
  #state: RunState | undefined;

  /** Undefined before the first event. */
  get state(): RunState | undefined {
    return this.#state;
  }

  add(event: Recorded): void {
    this.#state = fold(this.#state, event, inPlace);
  }
}

function fold(state: RunState | undefined, event: Recorded, put: SetEntries): RunState | undefined {
  if (event.type === 'run-started') return state ?? initial(event);
  if (state === undefined) return undefined;
  const applied = apply(state, event, put);
  // Only a state that was made for this event may be written to.
  return settle(state.phase, applied === state ? { ...state } : applied, event);
}

function initial(event: Extract<Recorded, { type: 'run-started' }>): RunState {
  return {
    run: event.run,
    startedAt: event.at,
    repository: event.repository,
    base: event.base,
    publicKey: event.publicKey,
    ...(event.keyPlace === undefined ? {} : { keyPlace: event.keyPlace }),
    approvers: event.approvers,
    phase: event.plan.plan.audit.lenses.length > 0 ? 'audit' : 'plan',
    plan: event.plan,
    planApproval: { status: 'none' },
    ...(event.assumed === undefined ? {} : { assumed: event.assumed }),
    ...(event.learned === undefined ? {} : { learned: event.learned }),
    synced: event.plan.hash,
    syncedSource: event.plan.source,
    revisions: [
      {
        revision: event.plan.revision,
        hash: event.plan.hash,
        source: event.plan.source,
        why: event.plan.why,
        at: event.at,
        ...(event.planCommitted ? { commit: event.base.commit } : {}),
      },
    ],
    audit: {
      status: event.plan.plan.audit.lenses.length > 0 ? 'pending' : 'closed',
      sessions: [],
      findings: [],
    },
    sessions: {},
    waves: {},
    head: event.base.commit,
    headTree: '',
    gates: {},
    lastFindings: [],
    removed: [],
    events: 1,
    updatedAt: event.at,
  };
}

function apply(state: RunState, event: Recorded, put: SetEntries): RunState {
  switch (event.type) {
    case 'run-started':
      return state;
    case 'surroundings-seen': {
      const {
        target = state.target,
        moved = state.moved,
        review: planReview = state.planReview,
        room = state.room,
        budgets = state.budgets,
        likeTasks = state.likeTasks,
        otherRuns = state.otherRuns,
      } = event;
      return {
        ...state,
        ...(target && { target }),
        ...(moved && { moved }),
        ...(planReview && { planReview }),
        ...(room !== undefined && { room }),
        ...(budgets && { budgets }),
        ...(likeTasks && { likeTasks }),
        ...(otherRuns && { otherRuns }),
        ...(event.waits && { waits: put(state.waits ?? {}, [[event.waits.session, event.waits.why]]) }),
      };
    }
    case 'comments-read':
    case 'comment-answered':
      return evolveComments(state, event);
    case 'spec-read':
      return { ...state, specs: { ...state.specs, ...event.sections } };
    case 'thread-bound':
      return { ...state, thread: { mode: event.mode, id: event.id } };
    case 'audit-started':
      return evolveSession(
        { ...state, audit: { ...state.audit, status: 'running', sessions: lensSessions(state, event.sessions) } },
        event,
        put,
      );
    case 'findings-recorded':
      return { ...state, audit: { ...state.audit, findings: [...state.audit.findings, ...event.findings] } };
    case 'audit-closed':
      return { ...state, phase: 'plan', audit: { ...state.audit, status: 'closed' } };
    case 'plan-edited':
    case 'plan-approved':
    case 'plan-revised':
    case 'plan-committed':
    case 'adaptation-proposed':
    case 'base-merge-proposed':
      return evolvePlan(state, event, put);
    case 'division-started':
    case 'sessions-planned':
    case 'worktrees-ready':
    case 'session-dispatched':
    case 'session-ended':
    case 'session-retried':
    case 'answer-taken-back':
    case 'session-taken-over':
    case 'session-handed-back':
    case 'session-staged':
    case 'worktrees-made-ahead':
    case 'worktrees-given-back':
    case 'worktrees-removed':
      return evolveSession(state, event, put);
    case 'gate-opened':
    case 'gate-decided':
    case 'gate-rested':
    case 'gate-expired':
    case 'gate-used':
    case 'gate-voided':
      return evolveGate(state, event, put);
    case 'baseline-accepted':
      return event.wave === undefined ? evolveValidation(state, event) : acceptWave(state, event, put);
    case 'wave-opened':
    case 'step-passed':
    case 'step-failed':
    case 'wave-failed':
    case 'wave-resumed':
    case 'wave-carried':
    case 'wave-committed':
    case 'wave-unchanged':
      return evolveWave(state, event, put);
    case 'ahead-started':
    case 'ahead-judged':
    case 'ahead-voided':
      return evolveAhead(state, event, put);
    case 'finding-triaged':
    case 'validation-started':
    case 'findings-merged':
    case 'validation-failed':
    case 'validated':
      return evolveValidation(state, event);
    case 'shipped':
      return { ...state, phase: 'shipped', ship: { attempt: state.ship?.attempt ?? 1, result: event.result } };
    case 'ship-failed':
      return { ...state, ship: { attempt: state.ship?.attempt ?? 1, failure: event.message } };
    case 'run-stopped':
      return { ...state, phase: 'stopped', stopped: { who: event.who, reason: event.reason, at: event.at } };
  }
}

/** Sessions of the lenses, those that began now in the place of earlier ones of the same lens. */
function lensSessions({ audit, sessions }: RunState, begun: readonly SessionPlan[]): readonly string[] {
  const again = new Map(begun.map(({ subject, id }) => [subject, id]));
  const before = audit.sessions.map((id) => again.get(sessions[id]?.subject ?? '') ?? id);
  return [...new Set([...before, ...again.values()])];
}

/** Keeps what is derived from the whole state in step with it. Changes the state: each copy counts, for every event of a run. */
function settle(phase: Phase, state: Settled, event: Recorded): RunState {
  state.events += 1;
  state.updatedAt = event.at;
  if (state.parked === undefined && state.phase === phase && !mayPark(event)) return state;
  const { parked: _parked, ...rest } = state;
  const parked = parking(state);
  return parked ? { ...rest, parked } : rest;
}

type Settled = Omit<RunState, 'events' | 'updatedAt'> & { events: number; updatedAt: number };

/** All gates are looked at only when one has ended otherwise than approved: a long run has thousands. */
function mayPark(event: Recorded): boolean {
  return event.type === 'gate-expired' || (event.type === 'gate-decided' && event.decision.verdict !== 'approved');
}
