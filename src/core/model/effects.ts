import type { GateKind } from '../plan/schema/plan.ts';
import type { SessionPlan } from './events.ts';
import type { CommentAnswer } from './forge.ts';
import type { Scope, SessionKind } from './sessionResult.ts';
import type { HostNeeds } from './hostOffer.ts';
import type { LandWork, ShipWork, WatchWork } from './shipWork.ts';
import type { AgentWork, CheckWork, CommitWork, DivideWork, MergeWork, ReviseWork } from './sessionWork.ts';

/**
 * Work that should be under way in the world, as data. The engine derives the outstanding effects from the state after
 * every event and after every restart, and starts those that are not yet under way; each is idempotent by its key, so
 * that a crash between starting and recording one loses nothing and doubles nothing.
 */
export type Effect = { readonly key: string } & (
  | { readonly kind: 'bind-thread' }
  | { readonly kind: 'inspect-wave'; readonly wave: string; readonly attempt: number }
  | { readonly kind: 'confirm-gate'; readonly gate: string; readonly gateKind: GateKind }
  | { readonly kind: 'prepare-worktrees'; readonly scope: Scope; readonly sessions: readonly SessionPlan[] }
  | { readonly kind: 'make-worktrees-ahead'; readonly scope: Scope; readonly sessions: readonly SessionPlan[] }
  | { readonly kind: 'give-worktrees-back'; readonly scope: Scope; readonly sessions: readonly SessionPlan[] }
  | { readonly kind: 'run-session'; readonly job: Job }
  | { readonly kind: 'remove-worktrees'; readonly scope: Scope; readonly sessions: readonly SessionPlan[] }
  | { readonly kind: 'stop-session'; readonly session: string; readonly epoch: number }
  /** A division has found what to send back: its change of the plan is proposed. */
  | { readonly kind: 'propose-division'; readonly session: string }
  /** Something waits until a shared budget is raised, or begins again. */
  | { readonly kind: 'watch-budgets' }
  /** A launch waits, and another run may change the same files until it is over. */
  | { readonly kind: 'watch-runs' }
  /** A pull request waits for its checks or its merge: its comments are read again and again. */
  | { readonly kind: 'watch-comments' }
  | { readonly kind: 'answer-comment'; readonly finding: string; readonly answer: CommentAnswer }
  | { readonly kind: 'wake'; readonly at: number }
);

/** One session as an executor gets it. Complete, and free of anything local to one machine. */
export interface Job {
  readonly run: string;
  readonly session: string;
  readonly epoch: number;
  readonly kind: SessionKind;
  readonly scope: Scope;
  readonly subject: string;
  readonly limits: Limits;
  /** Whether the machine is kept from falling asleep meanwhile. Default: no. */
  readonly keepAwake?: boolean;
  readonly work: Work;
  /** It runs on a host of a team that meets these needs. Default: on the machine that drives the run. */
  readonly hosts?: HostNeeds;
}

/** Wall-clock limit and longest silence in minutes; what an agent may use, in dollars and tokens. */
export interface Limits {
  readonly minutes: number;
  readonly idleMinutes: number;
  /** Longest wait for an agent's first sign of life. Default: twice the longest silence. */
  readonly startMinutes?: number | undefined;
  /** Longest silence while a tool of an agent runs. Default: twice the other. */
  readonly toolMinutes?: number | undefined;
  /** Silence after which people are notified. Default: a part of the longest that is allowed. */
  readonly warnMinutes?: number | undefined;
  /** Time for which a program may go on running after its agent has finished and handed off. Default: 1. */
  readonly exitMinutes?: number | undefined;
  /** Number of times a login may be refused in a row. Default: 3. */
  readonly refusals?: number | undefined;
  /** Minutes left in the budget of the run. */
  readonly budgetMinutes?: number | undefined;
  readonly usd?: number | undefined;
  readonly tokens?: number | undefined;
}

export type Work =
  | AgentWork
  | MergeWork
  | CheckWork
  | DivideWork
  | CommitWork
  | ReviseWork
  | ShipWork
  | WatchWork
  | LandWork;
