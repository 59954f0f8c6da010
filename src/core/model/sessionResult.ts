import type { FileChange, PushTrial } from './repository.ts';
import type { CiReport, Merged, StackedRequest } from './forge.ts';
import type { CallSiteCount } from './callSites.ts';
import type { CheckRun, StageProof } from './checkRun.ts';
import type { Division } from './division.ts';
import type { CriterionReport, Finding, ImplementationPlan, Review } from './finding.ts';
import type { Supervision, SupervisorCite } from './supervision.ts';
import type { ReportedPlanReview } from './reportedPlanReview.ts';

export type SessionKind =
  | 'draft'
  | 'review-plan'
  | 'learn'
  | 'script'
  | 'audit'
  | 'implement'
  | 'fix'
  | 'resolve'
  | 'validate'
  | 'validate-task'
  | 'explore'
  | 'verify'
  | 'supervise'
  | 'merge'
  | 'check'
  | 'commit'
  | 'revise'
  | 'ship'
  | 'divide'
  | 'ci'
  | 'land';

/** Sentence that an agent has learned from the record of a run, with what it rests on. */
export interface ReportedLearning {
  readonly text: string;
  /** Numbers of records that it was given. */
  readonly records: readonly number[];
  readonly commits: readonly string[];
}

/** How a session ended. Exactly one of these, once. */
export const outcomes = [
  'done',
  'blocked',
  'no-handoff',
  'stale-handoff',
  'scope-violated',
  'readonly-violated',
  'context-exhausted',
  'rate-limited',
  'auth',
  'budget',
  'stuck',
  'timeout',
  'cancelled',
  'crashed',
] as const;

export type Outcome = (typeof outcomes)[number];

/** Wave, audit or other step that a session belongs to. `attempt` counts from 1. */
export type Scope =
  /** Lenses that did not finish run again in an attempt of their own. Default: the first. */
  | { readonly kind: 'audit'; readonly attempt?: number }
  | { readonly kind: 'draft'; readonly attempt: number }
  | { readonly kind: 'wave'; readonly wave: string; readonly attempt: number }
  /** Validation of the tasks of a wave ahead of its launch. */
  | { readonly kind: 'ahead'; readonly wave: string; readonly attempt: number }
  /** Implementation plans of tasks of a wave, before its launch. */
  | { readonly kind: 'explore'; readonly wave: string; readonly attempt: number }
  /** A supervisor of a team is asked something, for this time of all in the run, counting from 1. */
  | { readonly kind: 'supervise'; readonly team: string; readonly attempt: number }
  | { readonly kind: 'adapt'; readonly revision: number }
  | { readonly kind: 'validate'; readonly attempt: number }
  | { readonly kind: 'ship'; readonly attempt: number };

/** Usage of an agent. `inputTokens` counts everything sent to the model, `cachedTokens` the part read from a cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** US dollars, where the agent's program tells them. */
  readonly usd?: number;
}

/** A command that an agent says it ran, and what is known of it. */
export interface Claim {
  readonly command: string;
  readonly exitCode: number;
  /** unverified: the plan does not name the command, so it was not run by Wavegate. */
  readonly confirmation: 'confirmed' | 'contradicted' | 'unverified';
  /** Exit code when Wavegate ran it; absent if it did not. */
  readonly own?: number | null;
  /** Number of tests that passed by the handoff, and when Wavegate ran it; where both count. */
  readonly tests?: { readonly claimed: number; readonly own: number };
}

/** Answer of a person, or of a supervisor, to a question that an agent stopped at. */
export interface SessionAnswer {
  readonly question: string;
  readonly text: string;
  readonly who: string;
  /** The session of the supervisor that gave it, and the places it rests on. */
  readonly by?: { readonly session: string; readonly team: string; readonly cites: readonly SupervisorCite[] };
  /** Person who has taken it back. */
  readonly takenBack?: string;
}

/** Result of a session, by kind; the session host checks it before it is trusted. */
export interface SessionResult {
  readonly outcome: Outcome;
  /** One sentence for people: what happened and, unless done, what to do next. */
  readonly message: string;
  readonly exitCode?: number | null;
  readonly summary?: string;
  readonly question?: string;
  /** The handoff as the agent wrote it, if it belongs to the session. */
  readonly handoff?: string;
  /** Work the agent noticed and left alone. */
  readonly followUps?: readonly string[];
  /** Differences between the work and what was asked for, as its agent says; those of a review are with its stage too. */
  readonly deviations?: readonly string[];
  /** Whatever else came up, as its agent says. */
  readonly discoveries?: readonly string[];
  /** Commands the handoff claims were run, compared with those that were. */
  readonly claims?: readonly Claim[];
  /** rate-limited: when the provider lets the account in again (epoch ms), if it told. */
  readonly limit?: { readonly resetsAt?: number };
  /** The agent's program could not be started, or ended before it had done anything. */
  readonly neverRan?: true;
  /** Its program had ended without a handoff, and it was asked once to finish; what it had changed was kept. */
  readonly askedToFinish?: true;
  /** Commands the agent was not allowed to run: their number, and the last ones. */
  readonly denied?: { readonly count: number; readonly commands: readonly string[] };
  /** Commit that contains everything the session changed, on its branch. */
  readonly snapshot?: string;
  readonly changes?: readonly FileChange[];
  /** Paths changed outside what the task owns; undone, with a backup kept. */
  readonly violations?: readonly string[];
  /** Files of the repository among these, and the commit that keeps them with everything else the session changed. */
  readonly strayed?: { readonly commit: string; readonly changes: readonly FileChange[] };
  /**
   * Changes outside the worktree meanwhile, with their times, one line each: attributed to the person, because nothing
   * proves that the agent made them.
   */
  readonly outside?: readonly string[];
  readonly verification?: readonly CheckRun[];
  /** check: runs on the code as it was before, as far as they can be compared with later ones, too. */
  readonly baseline?: { readonly commit: string; readonly checks: readonly CheckRun[] };
  /** Stages of the task's recipe that have ended, in order; absent where it has one stage without a proof of its own. */
  readonly stages?: readonly StageProof[];
  /** Agents whose driver can tell: what this session used. */
  readonly usage?: Usage;
  /** Agents that can be asked further: the name of the conversation, as their program knows it. */
  readonly conversation?: string;
  readonly findings?: readonly Omit<Finding, 'lens' | 'triage'>[];
  /** verify: each acceptance criterion. */
  readonly criteria?: readonly CriterionReport[];
  /** validate: the validator's verdict. */
  readonly review?: Review;
  /** explore: how the agent is going to carry out its task. */
  readonly implementationPlan?: ImplementationPlan;
  /** review-plan: how ready the plan is, and what it lacks. */
  readonly planReview?: ReportedPlanReview;
  /** supervise: answers, proposals and words to the person. */
  readonly supervision?: Supervision;
  /** learn: sentences for later runs, as the agent proposed them. */
  readonly learnings?: readonly ReportedLearning[];
  /** script: text of the script, as the agent completed it. */
  readonly script?: string;
  /** draft: the text of the plan, as the planner gave it. */
  readonly plan?: string;
  /** merge, commit, revise: the commit made and its tree. */
  readonly commit?: string;
  readonly tree?: string;
  /** merge: files two branches changed in ways git cannot reconcile. */
  readonly conflicts?: readonly string[];
  /** merge: a commit that contains all of the work with these conflicts marked, and the subjects they are between. */
  readonly unresolved?: { readonly commit: string; readonly between: readonly string[] };
  /** merge: call sites that tasks of the wave replace, before the wave and in what was merged. */
  readonly callSites?: readonly CallSiteCount[];
  readonly checks?: readonly CheckRun[];
  /** check: what the pre-push hook says, where it was asked. It decides nothing. */
  readonly pushTrial?: PushTrial;
  /** divide: the tasks that are red together, and what was tried to find them. */
  readonly division?: Division;
  /** ship: the branch it stays on, where there is no remote to push it to. */
  readonly left?: string;
  /** ship: where it went. */
  readonly pushed?: { readonly remote: string; readonly branch: string; readonly commit: string };
  readonly pullRequest?: { readonly text: string; readonly url?: string };
  /** ship: the pull requests of the waves, the bottom of the stack first; the last one is `pullRequest`. */
  readonly stack?: readonly StackedRequest[];
  /** ship: where the record of the run was put, and how many secrets were taken out of it. */
  readonly archived?: {
    readonly to: string;
    readonly folder: string;
    readonly commit: string;
    readonly redacted: number;
    /** Why it is on this machine only, where it should have been pushed. */
    readonly kept?: string;
  };
  /** ci: the pull request and its checks, as the forge told. */
  readonly ci?: CiReport;
  /** ci, land: what became of the pull request. */
  readonly merged?: Merged;
}
