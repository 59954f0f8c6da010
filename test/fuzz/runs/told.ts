import type { Recorded, SessionPlan } from '../../../src/core/model/events.ts';
import type { Approver } from '../../../src/core/model/approvers.ts';
import type { Decision, Evidence, GateStatus } from '../../../src/core/model/gate.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import type { Plan } from '../../../src/core/plan/schema/plan.ts';

type Opened = Extract<Recorded, { type: 'gate-opened' }>['gate'];

/** A gate as its events tell of it. */
export interface ToldGate {
  readonly gate: Opened;
  readonly approvals: Decision[];
  status: GateStatus;
  /** Gate whose decision it rests on. */
  rests?: string;
  voided?: string;
  used?: true;
  /** The latest time of any event since it opened. */
  latest: number;
}

/** A session as its events tell of it. */
export interface ToldSession {
  readonly plan: SessionPlan;
  status: 'planned' | 'ready' | 'running' | 'ended';
  epoch: number;
  result?: SessionResult;
}

/**
 * The run as its events tell of it, so far: a second, small reading of the journal that shares no code with the product, for
 * the promises to be held against.
 */
export class Told {
  readonly gates = new Map<string, ToldGate>();
  readonly sessions = new Map<string, ToldSession>();
  /** Number of the attempt in force of each wave. */
  readonly attempts = new Map<string, number>();
  /** Hash of the plan that each attempt in force was prepared on. */
  readonly preparedOn = new Map<string, string>();
  /** Waves that are over: their work is on the run branch, or in another wave. */
  readonly closed = new Set<string>();
  approvers: readonly Approver[] = [];
  publicKey = '';
  /** The plan in force, and its hash. */
  plan: Plan | undefined;
  hash = '';
  /** Whether the plan file says something else, which nobody has approved. */
  edited = false;
  isPlanApproved = false;
  head = '';
  validation = 0;
  /** Evidence of the acceptance that was used last, of the validation in force. */
  accepted: Evidence | undefined;
  stopped = false;

  /** Newest gate of a kind about one wave. */
  newest(kind: string, wave?: string, name?: string): ToldGate | undefined {
    return [...this.gates.values()].findLast(
      ({ gate }) => gate.kind === kind && gate.wave === wave && gate.name === name,
    );
  }

  /** A used gate of a kind for one attempt of a wave, or of the run. */
  used(kind: string, attempt: number | undefined, wave?: string): ToldGate | undefined {
    return [...this.gates.values()].find(
      ({ gate, used }) => used && gate.kind === kind && gate.wave === wave && gate.attempt === attempt,
    );
  }

  /** Whether the result as it is was accepted. */
  get isAccepted(): boolean {
    return this.accepted?.['head'] === this.head && this.accepted['plan'] === this.hash;
  }

  sessionsOf(scope: string, ...kinds: readonly string[]): readonly ToldSession[] {
    return [...this.sessions.values()].filter(
      ({ plan }) => kinds.includes(plan.kind) && scopeWords(plan.scope) === scope,
    );
  }

  add(event: Recorded): void {
    for (const known of this.gates.values()) known.latest = Math.max(known.latest, event.at);
    this.#addToGates(event);
    this.#addToSessions(event);
    switch (event.type) {
      case 'run-started':
        this.approvers = event.approvers;
        this.publicKey = event.publicKey;
        this.#inForce(event.plan);
        this.head = event.base.commit;
        return;
      case 'plan-edited':
        this.edited = event.hash !== this.hash;
        if (!this.edited) this.#takenBack();
        return;
      case 'plan-approved':
        this.isPlanApproved = true;
        this.edited = false;
        return;
      case 'plan-revised':
        this.#inForce(event.plan);
        this.isPlanApproved = true;
        this.edited = false;
        return;
      case 'plan-committed':
        this.head = event.commit;
        return;
      case 'wave-opened':
        this.attempts.set(event.wave, event.attempt);
        this.preparedOn.delete(event.wave);
        return;
      case 'step-passed':
        if (event.step === 'entry') this.preparedOn.set(event.wave, event.evidence['plan'] ?? '');
        return;
      case 'wave-committed':
        this.head = event.commit;
        this.closed.add(event.wave);
        return;
      case 'wave-unchanged':
      case 'wave-carried':
        this.closed.add(event.wave);
        return;
      case 'validation-started':
        this.validation = event.attempt;
        this.accepted = undefined;
        return;
      case 'validated':
        this.accepted = this.gates.get(event.gate)?.gate.evidence;
        return;
      case 'run-stopped':
        this.stopped = true;
        return;
      default:
        return;
    }
  }

  #inForce({ plan, hash }: { readonly plan: Plan; readonly hash: string }): void {
    this.plan = plan;
    this.hash = hash;
  }

  /** An edit that is taken back was none: what was about the plan in force counts again; only that plan is asked about anew. */
  #takenBack(): void {
    for (const known of this.gates.values()) {
      const { gate, status, voided } = known;
      const counts = status === 'approved' || (status === 'pending' && gate.kind !== 'plan');
      if (counts && voided?.startsWith('The plan was edited.') === true && gate.evidence['plan'] === this.hash)
        delete known.voided;
    }
  }

  #addToGates(event: Recorded): void {
    switch (event.type) {
      case 'gate-opened':
        this.gates.set(event.gate.id, { gate: event.gate, approvals: [], status: 'pending', latest: event.at });
        return;
      case 'gate-decided': {
        const known = this.gates.get(event.decision.gate);
        if (known === undefined) return;
        const { verdict } = event.decision;
        if (verdict === 'approved') known.approvals.push(event.decision);
        if (verdict !== 'approved' || known.approvals.length >= (known.gate.required ?? 1)) known.status = verdict;
        return;
      }
      case 'gate-rested':
        return this.#change(event.gate, (known) => Object.assign(known, { status: 'approved', rests: event.by }));
      case 'gate-expired':
        return this.#change(event.gate, (known) => Object.assign(known, { status: 'expired' }));
      case 'gate-voided':
        return this.#change(event.gate, (known) => (known.voided ??= event.reason));
      case 'gate-used':
        return this.#change(event.gate, (known) => Object.assign(known, { used: true }));
      default:
        return;
    }
  }

  #change(id: string, change: (gate: ToldGate) => unknown): void {
    const known = this.gates.get(id);
    if (known !== undefined) change(known);
  }

  #addToSessions(event: Recorded): void {
    switch (event.type) {
      case 'audit-started':
      case 'ahead-started':
      case 'sessions-planned':
        for (const plan of event.sessions) this.sessions.set(plan.id, planned(plan));
        return;
      case 'division-started':
        this.sessions.set(event.session.id, planned(event.session));
        return;
      case 'worktrees-ready': {
        const scope = scopeWords(event.scope);
        for (const known of this.sessions.values())
          if (known.status === 'planned' && scopeWords(known.plan.scope) === scope) known.status = 'ready';
        return;
      }
      case 'session-dispatched': {
        const known = this.sessions.get(event.session);
        if (known !== undefined) known.status = 'running';
        return;
      }
      case 'session-ended': {
        const known = this.sessions.get(event.session);
        if (known !== undefined) Object.assign(known, { status: 'ended', result: event.result });
        return;
      }
      case 'session-retried': {
        const known = this.sessions.get(event.session);
        if (known !== undefined) Object.assign(known, { status: 'ready', epoch: event.epoch });
        return;
      }
      default:
        return;
    }
  }
}

/** Kinds that work in no worktree of their own. */
const withoutWorktree = new Set(['merge', 'check', 'commit', 'revise', 'ship', 'ci', 'land', 'divide']);

function planned(plan: SessionPlan): ToldSession {
  return { plan, status: withoutWorktree.has(plan.kind) ? 'ready' : 'planned', epoch: plan.epoch };
}

/** One word for a scope. */
export function scopeWords(scope: SessionPlan['scope']): string {
  return Object.entries(scope)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => String(value))
    .join(' ');
}

/** Whether two decisions are about the same. */
export function isSame(one: Evidence, other: Evidence): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
