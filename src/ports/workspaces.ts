import type { DigestFacts } from '../core/digest/facts.ts';
import type { SessionPlan } from '../core/model/events.ts';
import type {
  BaseMove,
  FileChange,
  ForeseenRevert,
  LeftWorktree,
  MessageTrial,
  Repository,
  Target,
} from '../core/model/repository.ts';
import type { Evidence } from '../core/model/gate.ts';
import type { Scope } from '../core/model/sessionResult.ts';
import type { Plan } from '../core/plan/schema/plan.ts';
import type { WorktreeSettings } from '../core/model/worktreeSettings.ts';
import type { SandboxStatus } from './inside.ts';

/** Facts a run collects about the repository before it starts. */
export interface RepositoryInspection {
  readonly repository: Repository;
  readonly base: { readonly commit: string; readonly branch?: string };
  /** Uncommitted changes in the person's checkout, apart from the plan file itself. Forward slashes. */
  readonly dirty: readonly string[];
  /**
   * Files that git calls modified although they are as git wrote them: their line ends or filters were set after they were
   * committed. Forward slashes.
   */
  readonly converted: readonly string[];
  /** The sandbox of this machine, where it was asked. */
  readonly sandbox?: SandboxStatus;
  /** Those of the programs asked about that are not on this machine. */
  readonly absent?: readonly string[];
}

export interface InspectOptions {
  /** Commit, branch or tag a run is to start from. Default: what is checked out. */
  readonly base?: string;
  /** Does not count as an uncommitted change. Forward slashes. */
  readonly planFile?: string;
  readonly worktree?: Pick<WorktreeSettings, 'sparse' | 'needed'>;
  /** Programs to look for: names on PATH, or absolute paths. */
  readonly programs?: readonly string[];
}

/** Reads the repository and provides worktrees. It moves no branch but those of the run it is given. */
export interface Workspaces {
  /**
   * @param options `worktree`: looks whether the worktrees of a run could be filled, too
   * @throws WorkspaceError `no-git`, `git-too-old` (names the missing feature), `not-a-repository`, `no-commit`, `unknown-base`, `missing-objects`
   */
  inspect(options: InspectOptions): Promise<RepositoryInspection>;
  /**
   * Creates the run branch at `commit` unless it is there already at that commit.
   * @returns takes the branch away again, if this call made it and it has not moved since
   * @throws WorkspaceError `branch-exists` when it is there at another commit
   */
  openRun(run: string, branch: string, commit: string): Promise<() => Promise<void>>;
  /**
   * Tries what the commits of a run need, before anything is started: signing as `commit` of the plan says.
   * @returns what is in the way, for people
   */
  tryCommits(commit: Plan['commit']): Promise<readonly string[]>;
  /**
   * Asks the repository's own commit-msg hook about messages of a run. Programs of the person are started.
   * @returns undefined where there is no such hook
   */
  tryMessages(messages: readonly string[]): Promise<MessageTrial | undefined>;
  /** Commit a branch points at, or undefined. */
  resolve(branch: string): Promise<string | undefined>;
  /**
   * Makes the worktrees of all sessions, each on its own branch at its base, then checks each: path exists, `git
   * worktree list` maps it to that branch, HEAD is the base, tree clean, repository the expected one. Repeating it finds
   * what is there. On failure everything this call made is removed again.
   * @returns evidence by session id: `path branch@commit`
   * @throws WorkspaceError `worktree-exists`, `branch-exists`, `worktree-gate`, `disk-full`, `setup-failed`, `git`
   */
  prepare(scope: Scope, sessions: readonly SessionPlan[], worktree: WorktreeSettings): Promise<Evidence>;
  /**
   * Does ahead of time what `prepare` does, which then finds it done, looks at it again, and repeats what is not as it was.
   * Never at the same time as another call about the scope.
   * @returns lines for people about what was kept of the set-up
   * @throws like `prepare`; everything this call made is removed then
   */
  prepareAhead(scope: Scope, sessions: readonly SessionPlan[], worktree: WorktreeSettings): Promise<readonly string[]>;
  /** The first of `size` ports that nothing on the machine of the worktrees listens at: `first`, if that is one. */
  freePort(first: number, size: number): Promise<number>;
  /**
   * Removes the worktrees of ended sessions, after the teardown commands of `worktree` have run in each. Uncommitted work
   * in one is committed to a kept ref first. Where the plan keeps worktrees, their folders serve later sessions.
   * @returns those that could not be removed, and are left as they are: a run continues without
   */
  remove(scope: Scope, sessions: readonly SessionPlan[], worktree: WorktreeSettings): Promise<readonly LeftWorktree[]>;
  /**
   * Where a push of a branch would go now, and what the remote has for it. A remote that does not answer is no failure.
   *
   * @param timeout how long the remote may take, in milliseconds
   */
  target(remote: string, branch: string, timeout: number): Promise<Target>;
  /**
   * The branch a run began from and its upstream, as far as they have commits that `head` does not. Nothing is fetched.
   *
   * @param stays files that a merge would leave as the run has them
   */
  moved(
    base: { readonly commit: string; readonly branch: string },
    head: string,
    stays: readonly string[],
  ): Promise<readonly BaseMove[]>;
  /**
   * Tries what taking commits back would lead to, one after the other. Nothing is changed.
   *
   * @param onto commit that has all of them in its history
   * @param stays files that stay as they are
   * @returns one entry a commit, in the same order
   * @throws WorkspaceError `unknown-commit`
   */
  foreseeReverts(
    onto: string,
    commits: readonly string[],
    stays: readonly string[],
  ): Promise<readonly ForeseenRevert[]>;
  /** Changes between two commits, renames shown as delete and add. */
  changes(from: string, to: string): Promise<readonly FileChange[]>;
  /** Tree of a commit. @throws WorkspaceError `unknown-commit` */
  tree(commit: string): Promise<string>;
  /**
   * Facts of the repository at a commit that a planner is told, and the lines in which names occur as whole words.
   * @throws WorkspaceError `unknown-commit`
   */
  digest(commit: string, names: readonly string[]): Promise<DigestFacts>;
  /** Text of a file at a commit, or undefined if it is not there or is binary. */
  fileAt(commit: string, path: string): Promise<string | undefined>;
}

export type WorkspaceReason =
  | 'no-git'
  | 'no-worker'
  | 'git-too-old'
  | 'not-a-repository'
  | 'no-commit'
  | 'unknown-base'
  | 'missing-objects'
  | 'unknown-commit'
  | 'branch-exists'
  | 'worktree-exists'
  | 'worktree-gate'
  | 'wrong-repository'
  | 'setup-failed'
  | 'disk-full'
  | 'git';

export class WorkspaceError extends Error {
  readonly reason: WorkspaceReason;
  constructor(reason: WorkspaceReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkspaceError';
    this.reason = reason;
  }
}
