import type { LikeTasks } from './projection.ts';
import type { Approver } from './approvers.ts';
import type { Assumed } from '../plan/assumed.ts';
import type { Triage } from '../plan/schema/plan.ts';
import type { PlanReviewSummary } from './planReview.ts';
import type { BaseMove, LeftWorktree, Repository, Target } from './repository.ts';
import type { Decision, Evidence, FileComment, Gate } from './gate.ts';
import type { Finding, ValidatorFinding } from './finding.ts';
import type { CommentsRead } from './forge.ts';
import type { MergeStrategy, PlanRevision, Strategy } from './revision.ts';
import type { Scope, SessionAnswer, SessionKind, SessionResult } from './sessionResult.ts';
import type { Supervises } from './supervision.ts';
import type { WaveStep } from './phase.ts';
import type { BudgetsSeen } from './sharedBudget.ts';
import type { OtherRunsSeen } from './otherRun.ts';

/** Everything that can have happened in a run. Past tense, complete, never rewritten: the journal contains these. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly repository: Repository;
      /** Commit the run starts from, and the branch it was read from if there was one. */
      readonly base: { readonly commit: string; readonly branch?: string };
      readonly plan: PlanRevision;
      /** Whether the base commit contains the plan file exactly as it is; otherwise the run commits it first. */
      readonly planCommitted: boolean;
      /** Values of what the plan leaves open, as this machine and the repository have them. */
      readonly assumed?: Assumed;
      /** Lessons of earlier runs, as the base commit has it; oldest first, within a limit. */
      readonly learned?: readonly string[];
      /** Ed25519 public key (SPKI, base64) whose decisions count in this run. */
      readonly publicKey: string;
      /** Hash of the place of that key's file, where it has no passphrase. */
      readonly keyPlace?: string;
      /** People whose keys count in this run, as the base commit names them. */
      readonly approvers: readonly Approver[];
    }
  | { readonly type: 'thread-bound'; readonly mode: 'intake' | 'threads' | 'log'; readonly id: string }
  | { readonly type: 'audit-started'; readonly sessions: readonly SessionPlan[] }
  | { readonly type: 'findings-recorded'; readonly session: string; readonly findings: readonly Finding[] }
  | {
      readonly type: 'finding-triaged';
      readonly finding: string;
      readonly triage: Triage;
      readonly who: string;
      /** The person's reason. */
      readonly note?: string;
      /** Whether the specification or the plan is wrong, and is to be revised. */
      readonly wrongSpec?: true;
    }
  | { readonly type: 'audit-closed' }
  | {
      readonly type: 'plan-edited';
      readonly hash: string;
      /** Absent when the file does not parse, or cannot follow from what is committed (then with the obstacle). */
      readonly plan?: PlanRevision;
      readonly problems: number;
      readonly obstacle?: string;
    }
  | { readonly type: 'plan-approved'; readonly hash: string; readonly gate: string }
  | { readonly type: 'plan-revised'; readonly plan: PlanRevision; readonly gate: string; readonly cause?: WaveRef }
  | {
      readonly type: 'wave-opened';
      readonly wave: string;
      readonly attempt: number;
      /** Commit the sessions start from. */
      readonly base: string;
      /** Task id → session of an earlier attempt whose good result is kept. */
      readonly kept: Readonly<Record<string, string>>;
      /** Unfinished waves this one carries on, oldest first; the last commit holds the work of all of them. */
      readonly carries: readonly { readonly wave: string; readonly commit: string }[];
    }
  | {
      readonly type: 'step-passed';
      readonly wave: string;
      readonly attempt: number;
      readonly step: WaveStep;
      readonly evidence: Evidence;
    }
  | {
      readonly type: 'step-failed';
      readonly wave: string;
      readonly attempt: number;
      readonly step: WaveStep;
      readonly reason: string;
    }
  /** Sections of specifications that the tasks of a wave cite, by reference; only those that are new or have changed. */
  | { readonly type: 'spec-read'; readonly wave: string; readonly sections: Readonly<Record<string, string>> }
  | { readonly type: 'sessions-planned'; readonly scope: Scope; readonly sessions: readonly SessionPlan[] }
  | {
      readonly type: 'worktrees-ready';
      readonly scope: Scope;
      readonly evidence: Evidence;
      /** By session: the first of its ports, where others than its own were free. */
      readonly ports?: Readonly<Record<string, number>>;
    }
  /**
   * Worktrees of a wave were made while its launch gate waits, so that its agents can start once that is used. With a
   * `problem` they could not be made, nothing of them is left, and they are made after the gate.
   */
  | {
      readonly type: 'worktrees-made-ahead';
      readonly scope: Scope;
      readonly sessions: readonly string[];
      readonly ports?: Readonly<Record<string, number>>;
      readonly problem?: string;
      /** Lines for people about what was kept of the set-up. */
      readonly setup?: readonly string[];
    }
  /** Those that no agent will enter were given back. */
  | { readonly type: 'worktrees-given-back'; readonly scope: Scope; readonly left?: readonly LeftWorktree[] }
  | { readonly type: 'session-dispatched'; readonly session: string }
  | { readonly type: 'session-ended'; readonly session: string; readonly epoch: number; readonly result: SessionResult }
  /** A mechanical session that died is started once more; a late result of the epoch before is refused. */
  | {
      readonly type: 'session-retried';
      readonly session: string;
      readonly epoch: number;
      readonly why: string;
      readonly answer?: SessionAnswer;
      /** Only the commands that verify its work run again, on that work. */
      readonly checksOnly?: true;
    }
  /** A person takes back what a supervisor has answered: the question is theirs again once the session has ended. */
  | { readonly type: 'answer-taken-back'; readonly session: string; readonly who: string }
  /** A person works in the agent's own interface: the session is neither stuck nor late meanwhile. */
  | { readonly type: 'session-taken-over'; readonly session: string; readonly epoch: number }
  | { readonly type: 'session-handed-back'; readonly session: string; readonly epoch: number }
  /** The agent of a running session has reached the next stage of its task's recipe. */
  | { readonly type: 'session-staged'; readonly session: string; readonly epoch: number; readonly stage: string }
  /** `left`: worktrees of this scope that could not be removed; nothing depends on them. */
  | { readonly type: 'worktrees-removed'; readonly scope: Scope; readonly left?: readonly LeftWorktree[] }
  | {
      readonly type: 'gate-opened';
      readonly gate: Omit<Gate, 'status' | 'decision' | 'approvals' | 'usedAt' | 'voided'>;
    }
  | { readonly type: 'gate-decided'; readonly decision: Decision }
  /** It needs no decision of its own: one that was made earlier, at `by`, is about the same. */
  | { readonly type: 'gate-rested'; readonly gate: string; readonly by: string }
  | { readonly type: 'gate-expired'; readonly gate: string }
  | { readonly type: 'gate-used'; readonly gate: string }
  | { readonly type: 'gate-voided'; readonly gate: string; readonly reason: string }
  /** The sessions that a limit of a provider had stopped go on, in the same attempt. */
  | { readonly type: 'wave-resumed'; readonly wave: string; readonly attempt: number }
  /** A person accepts red checks as red before the run, once. Without a wave: those of the validation. */
  | {
      readonly type: 'baseline-accepted';
      readonly wave?: string;
      readonly attempt: number;
      readonly who: string;
      readonly note: string;
      readonly checks: readonly string[];
    }
  | { readonly type: 'wave-failed'; readonly wave: string; readonly attempt: number; readonly failure: WaveFailure }
  /** A person asks for the smallest set of tasks of a red wave that is red together. */
  | {
      readonly type: 'division-started';
      readonly wave: string;
      readonly attempt: number;
      readonly who: string;
      /** The person's words on the failure. May be empty. */
      readonly note: string;
      readonly session: SessionPlan;
    }
  /** A person asks for the base to be merged in, or a wave to be taken back, although nothing has failed. */
  | { readonly type: 'base-merge-proposed'; readonly strategy: MergeStrategy; readonly plan: PlanRevision }
  | {
      readonly type: 'adaptation-proposed';
      readonly cause: WaveRef;
      readonly strategy: Strategy;
      readonly task: string;
      readonly plan: PlanRevision;
    }
  | { readonly type: 'wave-carried'; readonly wave: string; readonly into: string; readonly commit: string }
  | { readonly type: 'wave-committed'; readonly wave: string; readonly commit: string; readonly tree: string }
  /** Its tasks were done and nothing had to change: there is nothing to commit. */
  | { readonly type: 'wave-unchanged'; readonly wave: string }
  | { readonly type: 'plan-committed'; readonly revision: number; readonly commit: string; readonly tree: string }
  | { readonly type: 'validation-started'; readonly attempt: number }
  /** Validators begin to read the tasks of waves ahead of their launch. */
  | {
      readonly type: 'ahead-started';
      /** The first of the waves. */
      readonly wave: string;
      readonly round: number;
      /** The waves whose tasks are read. */
      readonly covers: readonly string[];
      /** Hash of what their agents are going to be told. */
      readonly definition: string;
      readonly sessions: readonly SessionPlan[];
      /** Verdicts of an earlier round that still count: validator → session. */
      readonly kept: Readonly<Record<string, string>>;
    }
  /** All of them have ended: what they found, merged. Ids are unique in the run. */
  | {
      readonly type: 'ahead-judged';
      readonly wave: string;
      readonly round: number;
      readonly findings: readonly ValidatorFinding[];
    }
  /** Verdicts no longer count: what they cite has changed, or a person asks again. */
  | {
      readonly type: 'ahead-voided';
      readonly wave: string;
      readonly round: number;
      readonly sessions: readonly string[];
      readonly reason: string;
    }
  /** Both validators have ended: what they found, merged. Ids are unique in the run. */
  | {
      readonly type: 'findings-merged';
      readonly attempt: number;
      readonly findings: readonly ValidatorFinding[];
    }
  /** Also when a person turned the result down at its acceptance or ship gate. */
  | { readonly type: 'validation-failed'; readonly failure: WaveFailure }
  | { readonly type: 'validated'; readonly gate: string }
  | { readonly type: 'shipped'; readonly result: SessionResult }
  | { readonly type: 'ship-failed'; readonly message: string }
  /** Only when they are not as they were read last. */
  | { readonly type: 'comments-read'; readonly read: CommentsRead }
  /** The answer to a comment was posted; with `why` it was not, and that says what to do. */
  | { readonly type: 'comment-answered'; readonly finding: string; readonly answer: string; readonly why?: string }
  /** Each part only when it is not as it was seen last. */
  | {
      readonly type: 'surroundings-seen';
      readonly budgets?: BudgetsSeen;
      readonly likeTasks?: readonly LikeTasks[];
      readonly room?: number;
      readonly target?: Target;
      readonly moved?: readonly BaseMove[];
      readonly otherRuns?: OtherRunsSeen;
      /** A session that waits for a place among the agents of the machine, and why. */
      readonly waits?: { readonly session: string; readonly why: string };
      readonly review?: PlanReviewSummary;
    }
  | { readonly type: 'run-stopped'; readonly who: string; readonly reason: string };

export interface WaveRef {
  readonly wave: string;
  readonly attempt: number;
}

/** A session as the manifest plans it, before anything runs. */
export interface SessionPlan {
  readonly id: string;
  readonly kind: SessionKind;
  readonly scope: Scope;
  /** Task id, lens id, or the name of the mechanical work (merge, check, …). */
  readonly subject: string;
  readonly agent?: string;
  /** Counts from 1; a result of an older epoch is refused. */
  readonly epoch: number;
  readonly branch?: string;
  readonly base: string;
  /** The first port of its own; known when its worktree is made. */
  readonly port?: number;
  /** The complete prompt; absent for mechanical sessions. */
  readonly directive?: string;
  /** An earlier session on the same work: its conversation continues, or what it left is handed over. */
  readonly continues?: string;
  /** resolve: the files in conflict, which are all it may change, and the commands its work must pass. */
  readonly resolves?: { readonly files: readonly string[]; readonly verify: readonly string[] };
  /** supervise: the team, and why it is asked. */
  readonly supervises?: Supervises;
  /** Hash of the task as the plan defines it: a result is kept only while the definition stays the same. */
  readonly definition?: string;
  /** Team of the task, whose budget its agent counts towards. */
  readonly team?: string;
}

export type WaveFailure =
  | {
      readonly kind: 'sessions';
      readonly sessions: readonly string[];
      readonly suspects: readonly string[];
      readonly message: string;
      /** Nothing but a provider keeps the sessions from being done; the work continues once it lets them in. */
      readonly limit?: { readonly resetsAt?: number; readonly login?: true };
    }
  | {
      readonly kind: 'conflict';
      readonly files: readonly string[];
      readonly suspects: readonly string[];
      readonly message: string;
    }
  | {
      readonly kind: 'checks';
      readonly suspects: readonly string[];
      readonly message: string;
      /** They ran after the push, at the forge or by `ship.ci`. */
      readonly ci?: true;
    }
  | {
      readonly kind: 'spot-check';
      readonly files: readonly string[];
      readonly suspects: readonly string[];
      readonly message: string;
      /** With comments that all belong to tasks of the wave, it goes back to their agents without a change of the plan. */
      readonly comments?: readonly FileComment[];
      /** Note of the person on the work as a whole. */
      readonly note?: string;
    }
  /** A person turned the result down. */
  | {
      readonly kind: 'rejected';
      readonly suspects: readonly string[];
      readonly message: string;
      readonly note?: string;
      /** On lines of the result; each is to be fixed by the task that owns the file. */
      readonly comments?: readonly FileComment[];
    }
  /** Validators found what must be fixed before the result can be accepted. */
  | { readonly kind: 'findings'; readonly suspects: readonly string[]; readonly message: string }
  | { readonly kind: 'mechanical'; readonly suspects: readonly string[]; readonly message: string };

/** An event with when it happened (epoch ms). Order is the journal's, not the clock's. */
export type Recorded = RunEvent & { readonly at: number };
