import type { GateDraft } from './gateDraft.ts';
import type { Missing } from './missing.ts';
import type { GateKind, Severity, Triage } from '../plan/schema/plan.ts';
import type { Outcome } from './sessionResult.ts';
import type { Strategy } from './revision.ts';
import type { ValidatorSeverity } from './finding.ts';
import type { WaveStep } from './phase.ts';

/**
 * Snapshot of a run for the board: complete, plain JSON, in words for people. Times are epoch milliseconds, because the
 * board lets running clocks tick between two snapshots. Nothing in it is needed to act on the run: intents name gates,
 * findings, waves and tasks by their ids, and the run decides.
 */
export interface BoardSnapshot {
  readonly run: string;
  readonly title: string;
  readonly repository: string;
  /** Time when the snapshot was taken. */
  readonly at: number;
  readonly startedAt: number;
  /** Set once the run has been shipped or stopped. */
  readonly endedAt?: number;
  /** Current activity, in one sentence. */
  readonly headline: string;
  readonly activity: RunActivity;
  /** Audit, plan, waves, validate, ship, in this order. */
  readonly phases: readonly BoardPhase[];
  readonly adapt: BoardPhase;
  /** Gates a person can act on: those pending first, then those that ended without approval and can be asked again. */
  readonly gates: readonly BoardGate[];
  /** In plan order. */
  readonly waves: readonly BoardWave[];
  /** Waves at work, validated ahead and queued, in plan order; empty where nothing is validated ahead. */
  readonly pipeline: readonly BoardPipelineItem[];
  /** Supervisors by team, in plan order; empty where no team has one. */
  readonly supervisors: readonly BoardSupervisor[];
  readonly findings: readonly BoardFinding[];
  readonly adaptation?: BoardAdaptation;
  readonly validation?: BoardCheckpoint;
  readonly ship?: BoardShip;
  /** Oldest first. */
  readonly revisions: readonly BoardRevision[];
}

/** Supervisor of a team, with its pod. */
export interface BoardSupervisor {
  readonly team: string;
  readonly lead: string;
  readonly agent: string;
  /** `waits`: it is asked when there is something. `silent`: its budget is used up. */
  readonly status: 'reading' | 'waits' | 'silent';
  /** Its status and what it has used, in words. */
  readonly text: string;
  /** The same for a narrow row. */
  readonly brief: string;
  /** Why it is asked nothing more. */
  readonly why?: string;
  /** Ids of its own sessions, oldest first. */
  readonly own: readonly string[];
  /** Ids of the sessions of its team's tasks, the latest of each. */
  readonly pod: readonly string[];
  /** Questions that it answered, so that no person was asked; oldest first. */
  readonly kept: readonly KeptQuestion[];
  /** Lines about what it has proposed or said and decides nothing, oldest first. */
  readonly proposed: readonly string[];
}

/** A question that a supervisor answered in the place of a person. */
export interface KeptQuestion {
  readonly task: string;
  readonly question: string;
  readonly answer: string;
  /** Places that the answer rests on, for people. */
  readonly places: string;
  /** Who took it back. */
  readonly takenBack?: string;
  /** Whether it can still be taken back from its agent. */
  readonly takesBack: boolean;
  /** All of it in one line. */
  readonly text: string;
}

/** Whether the run moves by itself, waits for a decision, cannot continue without one, or is over. */
export type RunActivity = 'moving' | 'waiting' | 'parked' | 'shipped' | 'stopped';

/** `ahead` has not begun; `current` is under way; `waiting` needs a person. */
export type Progress = 'ahead' | 'current' | 'waiting' | 'done' | 'failed';

export interface BoardPhase {
  readonly id: 'audit' | 'plan' | 'wave' | 'validate' | 'ship' | 'adapt';
  readonly title: string;
  readonly progress: Progress;
  /** A few words beside the title, such as `2 of 4`. */
  readonly note: string;
}

export interface BoardGate {
  readonly id: string;
  readonly kind: GateKind;
  readonly status: 'pending' | 'rejected' | 'hold' | 'expired' | 'void';
  readonly title: string;
  /** `1 of 2 approvals`, while some are given and more are needed. */
  readonly approved?: string;
  /**
   * Why it does not wait for the person who looks. approved: they are among those who gave theirs. named: others may decide, and
   * the person's key is none of theirs.
   */
  readonly forOthers?: 'approved' | 'named';
  /** Effect of approving, in one sentence. */
  readonly about: string;
  readonly wave?: string;
  /** Title of that wave: `Wave 2 · Migration`. */
  readonly waveTitle?: string;
  readonly openedAt: number;
  readonly deadline?: number;
  /** Subjects of the decision: waves, files, agents, checks. */
  readonly sections: readonly {
    readonly title: string;
    readonly lines: readonly string[];
    /** Number of things the lines are about, where it is not the number of lines. */
    readonly total?: number;
    /** The questions of the gate say the same: left out where they are asked. */
    readonly asked?: boolean;
  }[];
  /** The hashes the decision is bound to. */
  readonly evidence: readonly { readonly label: string; readonly value: string }[];
  /** People who may decide; empty when anyone at this editor may. */
  readonly approvers: readonly string[];
  /** Why it is no longer pending: who said so with which note, or what has changed. */
  readonly ended?: string;
  readonly buttons: readonly GateButton[];
  /** Acceptance and the first launch: answered with `yes` or `no`, under the question's id in the decision's answers. */
  readonly questions: readonly {
    readonly id: string;
    readonly text: string;
    /** Meaning of a no, for whoever gives it. */
    readonly ifNo?: string;
    /** Answered with one of these instead. */
    readonly choices?: readonly { readonly value: string; readonly label: string }[];
    /** Answered in words of one's own instead. */
    readonly inWords?: true;
  }[];
  readonly questionsTitle?: string;
  /** Acceptance only: the decision's answers must also contain the person's own testing under this key. */
  readonly ownTesting?: string;
  /** An approval sends the texts of the run: pull request and changelog. */
  readonly sendsTexts?: true;
  /** Spot-check only: the sampled files, riskiest first; reviewed as `ok` or `not-ok` under the path in the answers. */
  readonly files: readonly BoardFile[];
  /** Draft of a decision that people have begun here, in any window. */
  readonly draft: GateDraft;
  /** Parts that approving with this draft would still lack; empty when it can be approved. */
  readonly missing: readonly Missing[];
}

/** `reopen` asks for a new gate in place of one that ended without approval. */
export type GateButton = 'approve' | 'reject' | 'hold' | 'reopen';

export interface BoardFile {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly additions: number;
  readonly deletions: number;
  /** Why this file in particular, weightiest first. */
  readonly reasons: readonly string[];
}

export interface BoardWave {
  readonly id: string;
  /** Counts from 1 in plan order. */
  readonly number: number;
  readonly title: string;
  readonly progress: Progress;
  /** `Running · 2 of 3 tasks ended`. */
  readonly status: string;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Its place in the pipeline of validation ahead of the launch; absent where it has none. */
  readonly ahead?: BoardAhead;
  readonly tasks: readonly BoardTask[];
  /** Absent until the wave has been opened. */
  readonly checkpoint?: BoardCheckpoint;
}

/** A wave on its way to its launch, or at work. */
export interface BoardPipelineItem {
  readonly wave: string;
  readonly stage: 'work' | BoardAhead['stage'];
  /** `Foundation: validated ahead, held by 1 blocker`. */
  readonly text: string;
}

/** Validation of a wave ahead of its launch. */
export interface BoardAhead {
  readonly stage: 'queued' | 'reading' | 'again' | 'held' | 'clear';
  /** `validated ahead, held by 1 blocker`. */
  readonly text: string;
  /** One line per verdict and finding. */
  readonly lines: readonly string[];
}

export interface BoardTask {
  readonly id: string;
  readonly title: string;
  readonly progress: Progress;
  /** `Running`, `Done`, `Wrote outside its files`. */
  readonly status: string;
  readonly agent: string;
  readonly outcome?: Outcome;
  /** The sentence the session ended with, or the question it asks. */
  readonly message?: string;
  /** Notes of its agent: questions, observations, unproven claims and denied commands; one line each. */
  readonly notes: readonly string[];
  /** Proofs of the stages of its recipe that have ended, one line each. */
  readonly proofs?: readonly string[];
  /** Its checklist, ticked by evidence alone. */
  readonly checklist?: readonly { readonly text: string; readonly done: boolean }[];
  readonly dependsOn: readonly string[];
  /** Files changed once the session has ended; before, how many patterns the task owns. */
  readonly files: { readonly count: number; readonly changed: boolean };
  /** Named as a likely cause of the wave's failure. */
  readonly suspect: boolean;
  /** The session to attach to; absent until it is planned. */
  readonly session?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** Progress of a wave (or the validation) between its merge and its commit. */
export interface BoardCheckpoint {
  readonly items: readonly CheckpointItem[];
  /** The ten mechanical steps of a wave; empty for the validation. */
  readonly steps: readonly BoardStep[];
  /** Why it failed, and absent otherwise. */
  readonly failure?: string;
}

export interface CheckpointItem {
  /** `merge`, `check:test`, `check:lint`, `spot-check`, `commit`; unique within the checkpoint. */
  readonly id: string;
  readonly title: string;
  readonly progress: Progress;
  readonly text: string;
  readonly failing: readonly FailingTest[];
  /** End of the output of a red check that names no failing test. */
  readonly output?: string;
}

export interface FailingTest {
  readonly name: string;
  readonly file?: string;
  readonly excerpt: string;
}

export interface BoardStep {
  readonly step: WaveStep;
  readonly title: string;
  readonly progress: Progress;
  readonly reason?: string;
}

export interface BoardFinding {
  readonly id: string;
  /** forge: a comment of a reviewer on the pull request. */
  readonly source: 'audit' | 'validators' | 'forge';
  /** Its finder: the lens of the audit, the validators, or the reviewer. */
  readonly lens: string;
  readonly severity: Severity | ValidatorSeverity;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly detail: string;
  readonly remediation: string;
  readonly verified: boolean;
  /** Address at the forge. */
  readonly url?: string;
  readonly triage?: Triage;
  /** A person says that the specification or the plan is wrong here: `open` until that was revised. */
  readonly wrongSpec?: 'open' | 'revised';
  /** Whether the triage may still be changed. */
  readonly open: boolean;
}

/** A failure the person answers with a new revision of the plan. */
export interface BoardAdaptation {
  readonly wave: string;
  /** `Wave 2 · Migration failed its tests: 1 of 34`. */
  readonly title: string;
  /** The same where room is short: `Wave 2 failed its tests: 1 of 34`. */
  readonly brief: string;
  /** Agents have asked, and the wave goes on with an answer: nothing has failed, and another plan is only the other way. */
  readonly asks?: boolean;
  readonly message: string;
  readonly failing: readonly FailingTest[];
  /** Tasks to choose from, likely causes first. */
  readonly tasks: readonly {
    readonly id: string;
    readonly title: string;
    readonly suspect: boolean;
    /** Why it may be the cause, and the session whose changes show it. */
    readonly why?: string;
    readonly session?: string;
  }[];
  /** Progress or result of dividing the wave, in lines. */
  readonly division?: readonly string[];
  /** Sessions that did not finish, one each, with how they ended. */
  readonly ended: readonly { readonly session: string; readonly title: string; readonly text: string }[];
  /** Those that supervisors propose come first. Empty once a proposal waits at its gate. */
  readonly choices: readonly { readonly strategy: Strategy; readonly title: string; readonly does: string }[];
  /** Lines about what supervisors make of the failure. */
  readonly supervisors?: readonly string[];
  /** Ways on that supervisors propose and a person may pick now. */
  readonly proposed?: readonly {
    readonly team: string;
    readonly strategy: Strategy;
    readonly task: string;
    readonly title: string;
    readonly reason: string;
  }[];
  /** Whether the same plan may be tried again: not where the same work would fail the same way. */
  readonly retry: boolean;
  /** Label of trying again: checks run again without the agents. */
  readonly retryTitle: string;
  /** Names of red checks that a person may accept as red before the run; empty where nobody may. */
  readonly acceptable: readonly string[];
  readonly proposal?: { readonly strategy: Strategy; readonly title: string; readonly task: string };
}

export interface BoardShip {
  readonly progress: Progress;
  /** One line each: pushed where, pull request, changelog; or what failed. */
  readonly lines: readonly string[];
  readonly url?: string;
  /** Text of the pull request, Markdown. */
  readonly pullRequest?: string;
}

export interface BoardRevision {
  readonly revision: number;
  readonly hash: string;
  readonly why: string;
  readonly at: number;
  readonly cause?: string;
  readonly commit?: string;
  readonly inForce: boolean;
}
