import type { WaveFailure } from '../model/events.ts';
import type { Channel, GateStatus } from '../model/gate.ts';
import type { Outcome, SessionKind, Usage } from '../model/sessionResult.ts';
import type { Phase, WaveStep } from '../model/phase.ts';
import type { Projection } from '../model/projection.ts';
import type { TakenByWave } from '../queries/projection.ts';
import type { Strategy } from '../model/revision.ts';
import type { GateKind } from '../plan/schema/plan.ts';

/** A stretch of time, epoch milliseconds. `to` is absent while it lasts. */
export interface Span {
  readonly from: number;
  readonly to?: number;
}

/** One epoch of a session: started, and ended in one outcome. */
export interface SessionSpan extends Span {
  readonly session: string;
  readonly kind: SessionKind;
  /** Task id, lens id, the name of the mechanical work, or `supervisor of TEAM`. */
  readonly subject: string;
  /** Name of the profile in the plan, with what runs it; absent for mechanical sessions. */
  readonly agent?: string;
  readonly driver?: string;
  readonly model?: string;
  readonly wave?: string;
  /** Team of the plan that answers for its task. */
  readonly team?: string;
  /** Team whose supervisor it is a session of: it counts towards that one's budget, and not towards the team's. */
  readonly supervises?: string;
  readonly attempt?: number;
  readonly epoch: number;
  readonly outcome?: Outcome;
  /** The sentence with which it ended. */
  readonly message?: string;
  readonly usage?: Usage;
  /** Commands it was not allowed to run. */
  readonly denied?: number;
  /** Paths outside the files of its task that it changed; they were undone. */
  readonly violations?: number;
  /** Branches, tags and worktrees among what it changed outside; they were put back. */
  readonly movedRefs?: number;
  /** Worked in by a person in the agent's own interface. */
  readonly takenOver?: true;
  /** Name of the conversation, as the agent's program knows it. */
  readonly conversation?: string;
  /** Checks that it ran, or that were run on its work, in order. */
  readonly checks?: readonly CheckSpan[];
}

/** One check of a session. Only its length is known, not when in the session it ran. */
export interface CheckSpan {
  readonly name: string;
  readonly milliseconds: number;
  readonly red: boolean;
}

/** The moment at which a mechanical step of a wave was over. */
export interface StepEnd {
  readonly step: WaveStep;
  readonly at: number;
  readonly failed?: true;
}

/** One attempt of a wave, with what it failed on and what was done about it. */
export interface AttemptSpan extends Span {
  readonly wave: string;
  readonly title: string;
  readonly attempt: number;
  readonly outcome: 'open' | 'committed' | 'unchanged' | 'failed' | 'carried';
  readonly commit?: string;
  readonly failure?: WaveFailure;
  /** The mechanical step that failed before anything ran. */
  readonly step?: WaveStep;
  /** Its mechanical steps that are over, in order. */
  readonly steps: readonly StepEnd[];
  /** The adaptation that was proposed for the failure. */
  readonly answer?: {
    readonly strategy: Strategy;
    readonly task: string;
    readonly why: string;
    readonly note?: string;
  };
}

/** A moment at which a wave, the result or its way out failed, also where it went on afterwards. */
export interface FailedMoment {
  readonly at: number;
  readonly failure: WaveFailure | { readonly kind: 'ship'; readonly message: string };
  /** Undefined where all of the result failed. */
  readonly wave?: string;
  readonly attempt?: number;
  /** The mechanical step that failed. */
  readonly step?: WaveStep;
}

/** A gate from the moment it asked to the moment it was decided, expired or voided. */
export interface GateSpan extends Span {
  readonly gate: string;
  readonly kind: GateKind;
  readonly wave?: string;
  readonly status: GateStatus;
  readonly who?: string;
  readonly channel?: Channel;
  readonly note?: string;
  readonly voided?: string;
}

/** Wave with what it was going to take when its launch gate opened first, and what it took. */
export interface ProjectedWave {
  readonly wave: string;
  readonly projection: Projection;
  readonly taken: TakenByWave;
}

/** History of a run, as spans of time. Derived from its journal and from nothing else. */
export interface RunHistory {
  readonly run: string;
  readonly title: string;
  readonly repository: string;
  readonly startedAt: number;
  /** Time of the last event. */
  readonly updatedAt: number;
  readonly phase: Phase;
  readonly phases: readonly (Span & { readonly phase: Phase })[];
  readonly attempts: readonly AttemptSpan[];
  /** In the order of time. */
  readonly failed: readonly FailedMoment[];
  readonly sessions: readonly SessionSpan[];
  readonly gates: readonly GateSpan[];
  /** Worktrees that could not be removed when their scope was over. */
  readonly left: readonly { readonly session: string; readonly why: string; readonly at: number }[];
  /** Waves whose projection can be held against what they took. */
  readonly projected: readonly ProjectedWave[];
  /** Lines on the budgets of its teams, where its plan sets any. */
  readonly teamBudgets: readonly string[];
  /** Milliseconds in which at least one gate waited for a person. */
  readonly waited: number;
  /** Milliseconds in which at least one agent was at work. */
  readonly worked: number;
}
