import type { LikeTasks, Projection } from './projection.ts';
import type { Approver } from './approvers.ts';
import type { Assumed } from '../plan/assumed.ts';
import type { SessionPlan, WaveFailure, WaveRef } from './events.ts';
import type { PlanReviewSummary } from './planReview.ts';
import type { BaseMove, FileChange, Repository, Target } from './repository.ts';
import type { CheckRun } from './checkRun.ts';
import type { DivisionRecord } from './division.ts';
import type { Evidence, FileComment, Gate } from './gate.ts';
import type { Finding, ValidatorFinding } from './finding.ts';
import type { CommentsRead } from './forge.ts';
import type { Phase, WaveStep } from './phase.ts';
import type { MergeStrategy, PlanRevision, Strategy } from './revision.ts';
import type { Scope, SessionAnswer, SessionResult } from './sessionResult.ts';
import type { BudgetsSeen } from './sharedBudget.ts';
import type { OtherRunsSeen } from './otherRun.ts';

/** A run as it stands: the fold of its journal, and nothing else. */
export interface RunState {
  readonly run: string;
  readonly startedAt: number;
  readonly repository: Repository;
  readonly base: { readonly commit: string; readonly branch?: string };
  readonly publicKey: string;
  /** Hash of the place of that key's file, where it has no passphrase. */
  readonly keyPlace?: string;
  /** People whose keys count in this run, as the base commit names them. */
  readonly approvers: readonly Approver[];
  readonly phase: Phase;
  /** The gate that ended without approval and the words of who ended it; nothing moves until a new gate is asked for. */
  readonly parked?: { readonly gate: string; readonly reason: string };
  readonly stopped?: { readonly who: string; readonly reason: string; readonly at: number };
  /** The revision in force, and its approval. */
  readonly plan: PlanRevision;
  readonly planApproval: { readonly status: 'none' | 'approved' | 'void'; readonly gate?: string };
  /** Last edit seen in the person's file that is not the revision in force. `plan` is absent if it does not parse. */
  readonly edit?: {
    readonly hash: string;
    readonly plan?: PlanRevision;
    readonly problems: number;
    readonly obstacle?: string;
  };
  /** Values that the plan leaves open and the run was started with. */
  readonly assumed?: Assumed;
  /** Lessons of earlier runs, as the base commit has it; oldest first, within a limit. */
  readonly learned?: readonly string[];
  /** Hash of the person's file when it last agreed with a revision of this run, and the text of that revision. */
  readonly synced: string;
  readonly syncedSource: string;
  readonly revisions: readonly {
    readonly revision: number;
    readonly hash: string;
    readonly source: string;
    readonly why: string;
    readonly note?: string;
    /** Note of the person who approved it at its gate. */
    readonly said?: string;
    readonly cause?: WaveRef;
    readonly commit?: string;
    readonly at: number;
  }[];
  readonly thread?: { readonly mode: 'intake' | 'threads' | 'log'; readonly id: string };
  readonly audit: {
    readonly status: 'pending' | 'running' | 'triage' | 'closed';
    readonly sessions: readonly string[];
    readonly findings: readonly Finding[];
  };
  /** Sections of specifications that tasks cite, by reference, as they were read last. */
  readonly specs?: Readonly<Record<string, string>>;
  readonly sessions: Readonly<Record<string, Session>>;
  /** By wave id; in plan order in `plan.plan.waves`. A wave that was never opened has no entry. */
  readonly waves: Readonly<Record<string, WaveState>>;
  /** Tip of the run branch, and its tree once the run has committed something. */
  readonly head: string;
  readonly headTree: string;
  readonly gates: Readonly<Record<string, Gate>>;
  readonly adaptation?: Adaptation;
  /** The plan with a wave that merges the base or takes a wave back, where a person asks for it although nothing has failed. */
  readonly baseMerge?: PlanRevision & { readonly strategy: MergeStrategy };
  /** Divisions of red waves, oldest first. */
  readonly divisions?: readonly DivisionRecord[];
  /** Validation of tasks ahead of their launch, by wave: the latest round of each. */
  readonly ahead?: Readonly<Record<string, AheadRound>>;
  readonly validation?: Validation;
  /** Runs of checks on the base that later checks are compared with. */
  readonly baseline?: { readonly commit: string; readonly checks: readonly CheckRun[] };
  /** Validations before this one, oldest first. */
  readonly earlierValidations?: readonly Validation[];
  /** Findings of the validators in their last round, with their triage since. */
  readonly lastFindings: readonly ValidatorFinding[];
  readonly ship?: {
    readonly attempt: number;
    readonly session?: string;
    /** The session that asks whether CI has passed, after the push. */
    readonly ci?: string;
    /** The session that merges the pull request, after the merge gate. */
    readonly land?: string;
    readonly result?: SessionResult;
    readonly failure?: string;
  };
  /** Comments of the pull request, as they were read last. */
  readonly comments?: CommentsRead;
  /** Place where shipping would go, as it was seen last. */
  readonly target?: Target;
  /** Budgets of the machine, as they were seen last; absent while there were none. */
  readonly budgets?: BudgetsSeen;
  /** Numbers of finished tasks of earlier runs, as they were seen last. */
  readonly likeTasks?: readonly LikeTasks[];
  /** By wave: what it was going to take when its launch gate opened first. */
  readonly projections?: Readonly<Record<string, Projection>>;
  /** Number of agents that the memory was enough for when it was last looked at. */
  readonly room?: number;
  /** Branches the run began from that have moved on since, as last seen. */
  readonly moved?: readonly BaseMove[];
  /** Runs from the same branch that may change the same files, as they were seen last; absent while there were none. */
  readonly otherRuns?: OtherRunsSeen;
  /** By session that is ready: why it waits for a place among the agents of the machine. */
  readonly waits?: Readonly<Record<string, string>>;
  /** Readiness pass over the plan file, as it was seen last. */
  readonly planReview?: PlanReviewSummary;
  /** Worktrees that were made while a launch gate waits, by scope (see scopeKey); absent once agents are sent into them. */
  readonly madeAhead?: Readonly<Record<string, MadeAhead>>;
  /** Worktrees of these scopes (see scopeKey) have been removed. */
  readonly removed: readonly string[];
  /** Number of events folded. */
  readonly events: number;
  readonly updatedAt: number;
}

export interface MadeAhead {
  readonly scope: Scope;
  readonly sessions: readonly string[];
  /** Why they could not be made; nothing of them is left then. */
  readonly problem?: string;
  /** Lines for people about what was kept of the set-up. */
  readonly setup?: readonly string[];
}

export interface Session extends SessionPlan {
  /** planned: needs a worktree first; ready: may be dispatched; running; ended, with its result. */
  readonly status: 'planned' | 'ready' | 'running' | 'ended';
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** A person works in the agent's own interface. Of a running session only. */
  readonly takenOver?: true;
  /** Stage of the task's recipe that its agent is at, where the recipe has several. */
  readonly stage?: string;
  readonly result?: SessionResult;
  /** Answers to its questions, oldest first. */
  readonly answers?: readonly SessionAnswer[];
  /** How the epoch before ended, where the session continues with its work. */
  readonly interrupted?: SessionResult;
  /** Its agent is done: only the commands that verify its work run again. */
  readonly checksOnly?: true;
}

export type WaveStatus =
  | 'preparing'
  | 'launch'
  | 'dispatching'
  | 'running'
  | 'merging'
  | 'resolving'
  | 'testing'
  | 'verifying'
  | 'spot-check'
  | 'committing'
  | 'committed'
  | 'failed'
  | 'carried';

/** An attempt at a wave that ended, and that another one followed. */
export interface PastAttempt {
  readonly attempt: number;
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly failure?: WaveFailure;
  readonly tasks: WaveState['tasks'];
  readonly checks: readonly CheckRun[];
}

export interface WaveState {
  readonly id: string;
  readonly attempt: number;
  readonly status: WaveStatus;
  readonly base: string;
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly steps: readonly {
    readonly step: WaveStep;
    readonly passed: boolean;
    readonly at: number;
    readonly evidence: Evidence;
    readonly reason?: string;
  }[];
  /** Task id → session that carries it in this attempt (kept from an earlier attempt, or new). */
  readonly tasks: Readonly<Record<string, string>>;
  /** Failing checks of the attempt before, passed on to the agents of this one. */
  readonly failing?: readonly CheckRun[];
  /** Comments of a person on lines of the attempt before, for the agents of this one. */
  readonly comments?: readonly FileComment[];
  /** Note of the person who rejected the attempt before, the work that this wave carries on, or the whole result. */
  readonly rejection?: string;
  /** Note of the person who approved the change of the plan that this wave follows from. */
  readonly advice?: string;
  /** Findings of the validators that this wave is to fix. */
  readonly findings?: readonly ValidatorFinding[];
  readonly merge?: {
    readonly session: string;
    readonly commit?: string;
    readonly tree?: string;
    readonly changes: readonly FileChange[];
  };
  /** The session that resolves what could not be merged; one per attempt. */
  readonly resolver?: string;
  readonly check?: { readonly session: string; readonly checks: readonly CheckRun[] };
  /** The session that reports the acceptance criteria of this attempt. */
  readonly verifier?: string;
  readonly failure?: WaveFailure;
  readonly carriedInto?: string;
  /** Waves whose unfinished work this wave carries on and commits with its own. */
  readonly carries: readonly { readonly wave: string; readonly commit: string }[];
  readonly commit?: string;
  /** Names of red checks that a person accepts as red before the run. */
  readonly accepted?: readonly string[];
  /** People who accept them, and how they know. */
  readonly acceptedBy?: { readonly who: string; readonly note: string };
  /** Attempts before this one, oldest first. */
  readonly earlier?: readonly PastAttempt[];
}

export interface Adaptation {
  readonly cause: WaveRef;
  readonly proposal?: { readonly strategy: Strategy; readonly task: string; readonly plan: PlanRevision };
}

/** Validators read the tasks of a wave before it is launched. */
export interface AheadRound {
  readonly wave: string;
  /** Counts from 1. */
  readonly round: number;
  readonly covers: readonly string[];
  readonly definition: string;
  /** Validator → session with its verdict: of this round, or kept from an earlier one. In the order of the plan. */
  readonly sessions: Readonly<Record<string, string>>;
  /** Findings of all of them, merged; absent until all have ended. */
  readonly findings?: readonly ValidatorFinding[];
  /** Session → why its verdict no longer counts. */
  readonly voided: Readonly<Record<string, string>>;
  /** Session → files that waves have changed since it began to read. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
  /** Why verdicts of the round before no longer count, where that is why this one reads. */
  readonly because?: string;
}

export interface Validation {
  readonly attempt: number;
  readonly session?: string;
  readonly checks?: readonly CheckRun[];
  /** Sessions of the validators, in the order of the plan. */
  readonly validators?: readonly string[];
  /** Their findings, merged; absent until all of them have ended. */
  readonly findings?: readonly ValidatorFinding[];
  readonly failure?: WaveFailure;
  /** Names of red checks that a person accepts as red before the run. */
  readonly accepted?: readonly string[];
  /** People who accept them, and how they know. */
  readonly acceptedBy?: { readonly who: string; readonly note: string };
  readonly status: 'testing' | 'acceptance' | 'failed' | 'accepted';
}
