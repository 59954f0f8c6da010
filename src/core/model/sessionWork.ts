import type { AgentProfile, Plan, PlanStage, SessionMode } from '../plan/schema/plan.ts';
import type { CallSitesAsked } from './callSites.ts';
import type { Bound, Reading } from './constraint.ts';
import type { CheckRun, NamedCounts, StageProof } from './checkRun.ts';
import type { SessionResult, Usage } from './sessionResult.ts';
import type { WorktreeSettings } from './worktreeSettings.ts';

/** Work of an agent in a worktree of its own. */
export interface AgentWork {
  readonly kind: 'agent';
  readonly profile: AgentProfile;
  readonly mode: SessionMode;
  readonly directive: string;
  readonly branch: string;
  readonly base: string;
  readonly owns: readonly string[];
  readonly deletes: readonly string[];
  /** Whether the session may be done with nothing changed. */
  readonly mayBeEmpty: boolean;
  readonly protected: readonly string[];
  /** Run again by the session host after the agent has ended. */
  readonly verify: readonly string[];
  /** Names of variables of the person that these commands see besides those of the agent. */
  readonly verifyEnv: readonly string[];
  /** Globs of files in which they leave their results. */
  readonly report: readonly string[];
  readonly port: number;
  readonly sandbox: Pick<Plan['worktree'], 'sandbox' | 'writable'>;
  /** Whether nobody but agents works in the person's checkout during the run. Default: so in CI. */
  readonly reserved?: boolean;
  /** An earlier session of this agent that this one continues with. */
  readonly resume?: Conversation;
  /** Notes of the earlier session, as Markdown, in case its conversation cannot be resumed. */
  readonly handOver?: string;
  /** Value of WAVEGATE_STAGE for the agent. Default: the kind of the session. */
  readonly stage?: string;
  /** Stages of the task's recipe, where they are more than the work itself and its verification. */
  readonly stages?: readonly StageWork[];
  /** The agent is done, and this is how its session ended: only the commands that verify its work run again. */
  readonly left?: SessionResult;
  /** Stages that were proved before the session was interrupted: it goes on with the one after them. */
  readonly proved?: readonly StageProof[];
  /** Files for it to read, by name, in a folder beside its directive; and differences between two commits, as far as they fit. */
  readonly files?: Readonly<Record<string, string>>;
  readonly diffs?: readonly DiffFile[];
  /** Commit at which citations of files are looked up, where that is another one than the base. */
  readonly citesAt?: string;
  /** Findings of the round before, and the commit that was looked at then. */
  readonly earlier?: {
    readonly since: string;
    readonly findings: readonly { readonly id: string; readonly file: string; readonly line: number }[];
  };
  /** Criteria that a verifier reports. Its worktree is thrown away, and so is whatever it adds there. */
  readonly criteria?: readonly { readonly id: string; readonly text: string; readonly tests: readonly string[] }[];
  /** Call sites that the task replaces. */
  readonly callSites?: readonly CallSitesAsked[];
  /** Globs of files with tests besides those with a usual name. */
  readonly tests?: readonly string[];
}

/** Difference between two commits that an agent gets as a file. */
export interface DiffFile {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Paths that come first; what does not fit after them is named instead. */
  readonly first: readonly string[];
  readonly kilobytes: number;
}

/** Stage of a recipe as a session runs it. */
export interface StageWork extends Pick<
  PlanStage,
  'id' | 'session' | 'steps' | 'run' | 'shows' | 'review' | 'repeats'
> {
  readonly agent: string;
  readonly profile: AgentProfile;
  readonly mode: SessionMode;
}

export interface Conversation {
  /** Its name, as the agent's program knows it; see SessionResult. */
  readonly id: string;
  /** Total usage of the sessions so far: some programs continue counting from there. */
  readonly used: Usage;
}

export interface MergePart {
  readonly subject: string;
  readonly commit: string;
  /** Undoes the change of the commit against its first parent instead. */
  readonly reverts?: true;
}

export interface MergeWork {
  readonly kind: 'merge';
  /** Commit the wave commit will follow: tip of the run branch. */
  readonly onto: string;
  /** Merged in this order. Carried waves come first; their commits are the bases of the sessions after them. */
  readonly parts: readonly MergePart[];
  /** Files that stay as they are in `onto`, whatever the parts made of them: the plan, which people approve. Default: none. */
  readonly stays?: readonly string[] | undefined;
  /** Call sites that tasks of the wave replace, counted on both sides of the merge. */
  readonly callSites?: readonly CallSitesAsked[];
  /** Ref that keeps the merged commit reachable. */
  readonly keep: string;
  /** Ref that keeps the work with its conflicts, where it cannot be merged. */
  readonly keepConflicts: string;
  /** The parts could not be merged; this is all of them with the conflicts in `files`, and the same with them resolved. */
  readonly resolution?: { readonly from: string; readonly commit: string; readonly files: readonly string[] };
}

export interface CheckWork {
  readonly kind: 'check';
  readonly commit: string;
  /** `strict`: counts even if it was red before the run. */
  readonly checks: readonly {
    readonly name: string;
    readonly command: string;
    readonly strict?: true;
    /** It measures a number. */
    readonly measure?: Reading & Bound & { readonly repeats: number };
  }[];
  /** Commit that constraints are compared with. */
  readonly measuredFrom?: string;
  readonly retries: number;
  readonly minutes: number;
  /** The pre-push hook of the repository is asked, too, about a push of the commit that does not happen. */
  readonly push?: PushToTry;
  /** As for an agent. */
  readonly sandbox: AgentWork['sandbox'];
  readonly reserved?: boolean;
  /** Names what is kept of changes that the checks made outside, as the branch of an agent's session does; never made. */
  readonly branch: string;
  /** With it, failures that this commit has too do not count. */
  readonly baseline?: string;
  /** Runs on `baseline` that are known from earlier checks of this run. */
  readonly known: readonly CheckRun[];
  /** The commit whose tests are counted if they have not been yet; absent when they are not to be. */
  readonly before?: string;
  /** By check: how many tests there were before. */
  readonly counts?: Readonly<Record<string, NamedCounts>>;
  /** Globs of files in which the checks leave their results. */
  readonly report: readonly string[];
  /** Names of variables of the person that the checks, and the set-up of their worktree, see. */
  readonly env: readonly string[];
  /** The first port of the session's own. */
  readonly port: number;
  /** Number of its ports. */
  readonly ports: number;
  /** Checks need the same copies, links and set-up as the sessions before them. */
  readonly worktree: Pick<Plan['worktree'], 'copy' | 'link' | 'setup' | 'teardown' | 'minutes' | 'env'> &
    Partial<FillKeys> & {
      /** Variables of the session that set-up and teardown see. */
      readonly variables?: Readonly<Record<string, string>>;
    };
}

/** Search for the smallest set of parts of a red wave that is red together. */
export interface DivideWork {
  readonly kind: 'divide';
  /** As for merging the whole wave. */
  readonly onto: string;
  readonly stays: readonly string[];
  /** Ref that keeps what is tried reachable meanwhile. */
  readonly keep: string;
  /** Part of whatever is tried: carried waves, a merged branch. */
  readonly always: MergeWork['parts'];
  readonly parts: MergeWork['parts'];
  /** Parts that are probably the cause. */
  readonly likely: readonly string[];
  /** Red checks of the whole wave. */
  readonly failing: readonly CheckRun[];
  /** How they run on each thing that is tried; its commit is the whole. */
  readonly check: CheckWork;
  /** Limit after which it ends with what it knows. */
  readonly minutes: number;
  /** The first port of the session's own. */
  readonly port: number;
}

/** Push in the terms in which git describes it to a pre-push hook. */
export interface PushToTry {
  /** As in `Repository.pushHook`. */
  readonly hook: string;
  readonly remote: string;
  /** Without credentials. */
  readonly address: string;
  /** Short name. */
  readonly branch: string;
}

/** How the files of a worktree are written. */
export type FillKeys = Pick<WorktreeSettings, 'sparse' | 'needed' | 'lfs' | 'keys' | 'submodules' | 'keep'>;

/** Commits a merged tree as one commit of a wave. */
export interface CommitWork {
  readonly kind: 'commit';
  readonly tree: string;
  readonly parent: string;
  /** Commits of other branches that it merges. Default: none. */
  readonly merges?: readonly string[];
  readonly message: string;
  /** Branch moved from parent to the new commit, only if it still points at parent. Short name. */
  readonly branch: string;
  readonly sign: Plan['commit']['sign'];
}

/** Commits a revision of the plan file. */
export interface ReviseWork {
  readonly kind: 'revise';
  readonly file: string;
  readonly source: string;
  readonly parent: string;
  readonly message: string;
  readonly branch: string;
  readonly sign: CommitWork['sign'];
}
