import type { LikeTasks } from './projection.ts';
import type { RunEvent } from './events.ts';
import type { Missing } from './missing.ts';
import type { Approver } from './approvers.ts';
import type { Assumed } from '../plan/assumed.ts';
import type { Triage } from '../plan/schema/plan.ts';
import type { PlanReviewSummary } from './planReview.ts';
import type { BaseMove, LeftWorktree, MessageTrial, Repository, Target } from './repository.ts';
import type { Decision, Evidence } from './gate.ts';
import type { CommentsRead } from './forge.ts';
import type { HostOffer } from './hostOffer.ts';
import type { OtherRunsSeen } from './otherRun.ts';
import type { PlanRevision, Strategy } from './revision.ts';
import type { Scope, SessionResult } from './sessionResult.ts';
import type { BudgetsSeen } from './sharedBudget.ts';

/**
 * Everything that can be asked of a run, by a person, the clock or the outside world. `at` is epoch milliseconds and the
 * only time the core knows. A command is a request: decide answers with events or a refusal.
 */
export type Command = { readonly at: number } & (
  | {
      readonly type: 'start-run';
      readonly run: string;
      readonly repository: Repository;
      readonly base: { readonly commit: string; readonly branch?: string };
      readonly plan: PlanRevision;
      readonly planCommitted: boolean;
      /** Values of what the plan leaves open, as this machine and the repository have them. */
      readonly assumed?: Assumed;
      /** Lessons of earlier runs, as the base commit has it; oldest first, within a limit. */
      readonly learned?: readonly string[];
      readonly publicKey: string;
      /** Hash of the place of that key's file, where it has no passphrase. */
      readonly keyPlace?: string;
      /** People whose keys count in this run, as the base commit names them. */
      readonly approvers: readonly Approver[];
    }
  | { readonly type: 'bind-thread'; readonly mode: 'intake' | 'threads' | 'log'; readonly id: string }
  /** The person's plan file was read. `plan` is absent when it does not parse. */
  | {
      readonly type: 'observe-plan';
      readonly hash: string;
      readonly plan?: Omit<PlanRevision, 'revision' | 'why'>;
      readonly problems: number;
    }
  | {
      readonly type: 'triage-finding';
      readonly finding: string;
      readonly triage: Triage;
      readonly who: string;
      readonly note?: string;
      /** Whether it is the specification or the plan that is wrong: nothing is fixed, and one of them is revised. */
      readonly wrongSpec?: true;
    }
  /** The engine has verified the signature before it submits this. */
  | { readonly type: 'decide-gate'; readonly decision: Decision }
  /** Confirms a decided gate with its evidence, observed again at the moment of use. */
  | { readonly type: 'confirm-gate'; readonly gate: string; readonly evidence: Evidence }
  /** Reports the comments of the pull request. Their number and lengths are bounded here. */
  | { readonly type: 'comments-read'; readonly read: CommentsRead }
  | { readonly type: 'comment-answered'; readonly finding: string; readonly answer: string; readonly why?: string }
  /** Reports the surroundings of the run: where it would be shipped to, and what it began from. */
  | {
      readonly type: 'surroundings-seen';
      /** Budgets of the machine, with what was used of them. */
      readonly budgets?: BudgetsSeen;
      /** Numbers of finished tasks of earlier runs. */
      readonly likeTasks?: readonly LikeTasks[];
      /** Number of agents that the memory is enough for. */
      readonly room?: number;
      readonly target?: Target;
      readonly moved?: readonly BaseMove[];
      /** Runs of the repository that may change the same files. */
      readonly otherRuns?: OtherRunsSeen;
      /** A session that waits for a place among the agents of the machine, and why. */
      readonly waits?: { readonly session: string; readonly why: string };
      readonly review?: PlanReviewSummary;
    }
  /** Asks for a new gate in place of one that was rejected, held, expired or voided. */
  | { readonly type: 'reopen-gate'; readonly gate: string; readonly who: string }
  | {
      readonly type: 'wave-inspected';
      readonly wave: string;
      readonly attempt: number;
      readonly repository: Repository;
      readonly head: string;
      /** Texts of the specifications that its tasks cite, by file, at that commit; a file that is not there is left out. */
      readonly specs?: Readonly<Record<string, string>>;
      /** Answer of the repository's commit-msg hook to the messages ahead, where it was asked. */
      readonly messages?: MessageTrial;
      /** The sandbox of this machine, where it was asked: whether it works, and what that means. */
      readonly sandbox?: { readonly works: boolean; readonly detail: string };
      /** Hosts of the team that are there, where the run is in a database. */
      readonly hosts?: readonly HostOffer[];
      /** Programs of its agents that are not on this machine. */
      readonly absent?: readonly string[];
    }
  | {
      readonly type: 'worktrees-ready';
      readonly scope: Scope;
      readonly evidence: Evidence;
      /** By session: the first of its ports, where others than its own were free. */
      readonly ports?: Readonly<Record<string, number>>;
    }
  | { readonly type: 'worktrees-failed'; readonly scope: Scope; readonly reason: string }
  | {
      readonly type: 'worktrees-made-ahead';
      readonly scope: Scope;
      readonly sessions: readonly string[];
      readonly ports?: Readonly<Record<string, number>>;
      /** Why they could not be made. */
      readonly problem?: string;
      /** Lines for people about what was kept of the set-up. */
      readonly setup?: readonly string[];
    }
  | { readonly type: 'worktrees-given-back'; readonly scope: Scope; readonly left?: readonly LeftWorktree[] }
  | { readonly type: 'session-dispatched'; readonly session: string }
  | { readonly type: 'session-ended'; readonly session: string; readonly epoch: number; readonly result: SessionResult }
  | {
      readonly type: 'session-stands';
      readonly stage?: string;
      readonly session: string;
      readonly epoch: number;
      /** Whether a person works in the agent's own interface. */
      readonly takenOver: boolean;
    }
  | { readonly type: 'worktrees-removed'; readonly scope: Scope; readonly left?: readonly LeftWorktree[] }
  | {
      readonly type: 'propose-adaptation';
      readonly strategy: Strategy;
      readonly task: string;
      readonly plan: Omit<PlanRevision, 'revision'>;
    }
  /** Searches the smallest set of tasks of the red wave at hand that is red together. `note` may be empty. */
  | { readonly type: 'divide-wave'; readonly who: string; readonly note: string }
  /** Tries the wave at hand again as planned, after a failure that the plan did not cause. */
  | { readonly type: 'retry-wave'; readonly who: string }
  /** Takes back the answer that a supervisor has given to the agent of a task of the wave at hand. */
  | { readonly type: 'take-back-answer'; readonly task: string; readonly who: string }
  /** Goes on with checks that were red before, too, though it cannot be read that nothing else fails. */
  | { readonly type: 'accept-baseline'; readonly who: string; readonly note: string }
  | { readonly type: 'stop-run'; readonly who: string; readonly reason: string }
  /** Time has passed; deadlines are looked at. */
  | { readonly type: 'tick' }
);

/** Answer to a command: the events it brings about, or why it was refused. */
export type Decided = { readonly events: readonly RunEvent[] } | Refusal;

/** Why a command was refused: for people, with what to do next. Refusals are answers, not failures; nothing changes. */
export interface Refusal {
  readonly refused: string;
  /** Of a decision that is not complete: what it lacks. */
  readonly missing?: readonly Missing[];
}
