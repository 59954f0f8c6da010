import type { Recorded, WaveFailure } from './events.ts';
import type { Gate, ValidatorFinding } from './model.ts';
import type { RunState } from './state.ts';
import { evolveGate } from './evolveGate.ts';
import { evolveSession } from './evolveSession.ts';
import { evolveWave } from './evolveWave.ts';

/**
 * Folds one event into the state. Total: an event that makes no sense in this state leaves it as it is, because a
 * journal that was accepted must always replay. The first event of a run is `run-started`.
 */
export function evolve(state: RunState | undefined, event: Recorded): RunState | undefined {
  if (event.type === 'run-started') return state ?? initial(event);
  if (state === undefined) return undefined;
  return settle(apply(state, event), event.at);
}

/** The state after all events, or undefined for an empty journal. */
export function replay(events: Iterable<Recorded>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) state = evolve(state, event);
  return state;
}

function initial(event: Extract<Recorded, { type: 'run-started' }>): RunState {
  return {
    run: event.run,
    startedAt: event.at,
    repository: event.repository,
    base: event.base,
    publicKey: event.publicKey,
    phase: event.plan.plan.audit.lenses.length > 0 ? 'audit' : 'plan',
    plan: event.plan,
    planApproval: { status: 'none' },
    synced: event.plan.hash,
    revisions: [
      {
        revision: event.plan.revision,
        hash: event.plan.hash,
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

function apply(state: RunState, event: Recorded): RunState {
  switch (event.type) {
    case 'run-started':
      return state;
    case 'thread-bound':
      return { ...state, thread: { mode: event.mode, id: event.id } };
    case 'audit-started':
      return evolveSession(
        { ...state, audit: { ...state.audit, status: 'running', sessions: event.sessions.map((s) => s.id) } },
        event,
      );
    case 'findings-recorded':
      return { ...state, audit: { ...state.audit, findings: [...state.audit.findings, ...event.findings] } };
    case 'finding-triaged':
      return withFindings(
        { ...state, audit: { ...state.audit, findings: triaged(state.audit.findings, event) } },
        triaged(state.lastFindings, event),
      );
    case 'audit-closed':
      return { ...state, phase: 'plan', audit: { ...state.audit, status: 'closed' } };
    case 'plan-edited':
    case 'plan-approved':
    case 'plan-revised':
    case 'plan-committed':
    case 'adaptation-proposed':
      return evolvePlan(state, event);
    case 'sessions-planned':
    case 'worktrees-ready':
    case 'session-dispatched':
    case 'session-ended':
    case 'session-retried':
    case 'session-taken-over':
    case 'session-handed-back':
    case 'worktrees-removed':
      return evolveSession(state, event);
    case 'gate-opened':
    case 'gate-decided':
    case 'gate-expired':
    case 'gate-used':
    case 'gate-voided':
      return evolveGate(state, event);
    case 'wave-opened':
    case 'step-passed':
    case 'step-failed':
    case 'wave-failed':
    case 'wave-carried':
    case 'wave-committed':
      return evolveWave(state, event);
    case 'validation-started': {
      const { adaptation: _adaptation, ...rest } = state;
      return { ...rest, phase: 'validate', validation: { attempt: event.attempt, status: 'testing' } };
    }
    case 'findings-merged':
      if (state.validation?.attempt !== event.attempt) return state;
      return withFindings({ ...state, validation: { ...state.validation, findings: [] } }, event.findings);
    case 'validation-failed':
      return validationFailed(state, event.failure);
    case 'validated':
      return {
        ...state,
        phase: 'ship',
        ...(state.validation ? { validation: { ...state.validation, status: 'accepted' } } : {}),
        ship: { attempt: 0 },
      };
    case 'shipped':
      return { ...state, phase: 'shipped', ship: { attempt: state.ship?.attempt ?? 1, result: event.result } };
    case 'ship-failed':
      return { ...state, ship: { attempt: state.ship?.attempt ?? 1, failure: event.message } };
    case 'run-stopped':
      return { ...state, phase: 'stopped', stopped: { who: event.who, reason: event.reason, at: event.at } };
  }
}

/** The validation under way shows what its own validators found; the one before it is over. */
function withFindings(state: RunState, findings: readonly ValidatorFinding[]): RunState {
  const { validation } = state;
  return {
    ...state,
    lastFindings: findings,
    ...(validation?.findings === undefined ? {} : { validation: { ...validation, findings } }),
  };
}

function triaged<F extends { readonly id: string }>(
  findings: readonly F[],
  { finding: id, triage }: Extract<Recorded, { type: 'finding-triaged' }>,
): readonly F[] {
  return findings.map((finding) => (finding.id === id ? { ...finding, triage } : finding));
}

/** The last wave is what a fix comes after; it stays committed. */
function validationFailed(state: RunState, failure: WaveFailure): RunState {
  const last = state.plan.plan.waves.findLast((wave) => state.waves[wave.id] !== undefined);
  const wave = last && state.waves[last.id];
  if (!state.validation || !wave) return state;
  return {
    ...state,
    phase: 'adapt',
    validation: { ...state.validation, status: 'failed', failure },
    adaptation: { cause: { wave: wave.id, attempt: wave.attempt } },
  };
}

type PlanEvent = Extract<
  Recorded,
  { type: 'plan-edited' | 'plan-approved' | 'plan-revised' | 'plan-committed' | 'adaptation-proposed' }
>;

function evolvePlan(state: RunState, event: PlanEvent): RunState {
  switch (event.type) {
    case 'plan-edited': {
      const { edit: _edit, ...rest } = state;
      if (event.hash === state.plan.hash) return { ...rest, synced: event.hash };
      const approval = state.planApproval.status === 'approved' ? { status: 'void' as const } : state.planApproval;
      const edit = {
        hash: event.hash,
        problems: event.problems,
        ...(event.plan ? { plan: event.plan } : {}),
        ...(event.obstacle ? { obstacle: event.obstacle } : {}),
      };
      return { ...rest, planApproval: approval, edit };
    }
    case 'plan-approved':
      return {
        ...state,
        planApproval: { status: 'approved', gate: event.gate },
        phase: state.phase === 'plan' ? 'wave' : state.phase,
      };
    case 'plan-revised': {
      const { edit: _edit, adaptation: _adaptation, ...rest } = state;
      const record = {
        revision: event.plan.revision,
        hash: event.plan.hash,
        why: event.plan.why,
        at: event.at,
        ...(event.cause ? { cause: event.cause } : {}),
      };
      const byHand = state.edit?.hash === event.plan.hash;
      return {
        ...rest,
        plan: event.plan,
        planApproval: { status: 'approved', gate: event.gate },
        synced: byHand ? event.plan.hash : state.synced,
        revisions: [...state.revisions, record],
        phase: 'wave',
      };
    }
    case 'plan-committed':
      return {
        ...state,
        head: event.commit,
        headTree: event.tree,
        revisions: state.revisions.map((revision) =>
          revision.revision === event.revision ? { ...revision, commit: event.commit } : revision,
        ),
      };
    case 'adaptation-proposed':
      return {
        ...state,
        adaptation: {
          cause: event.cause,
          proposal: { strategy: event.strategy, task: event.task, plan: event.plan },
        },
      };
  }
}

/** Keeps what is derived from the whole state in step with it. */
function settle(state: RunState, at: number): RunState {
  const { parked: _parked, ...rest } = state;
  const parking = newestEnded(state);
  return {
    ...rest,
    ...(parking ? { parked: parking } : {}),
    events: state.events + 1,
    updatedAt: at,
  };
}

function newestEnded(state: RunState): RunState['parked'] {
  if (state.phase === 'shipped' || state.phase === 'stopped') return undefined;
  const latest = new Map<string, Gate>();
  for (const gate of Object.values(state.gates)) latest.set(`${gate.kind} ${gate.wave ?? ''}`, gate);
  for (const gate of latest.values()) {
    if (gate.voided !== undefined) continue;
    // A rejected spot-check or adaptation is an answer that leads on (to adapt), not a halt.
    const halts =
      gate.status === 'hold' ||
      gate.status === 'expired' ||
      (gate.status === 'rejected' && gate.kind !== 'spot-check' && gate.kind !== 'adapt');
    if (halts) return { gate: gate.id, reason: gate.decision?.note ?? 'The deadline passed without a decision.' };
  }
  return undefined;
}
