/** Which repository this is: enough to notice that a worktree belongs to another one. */
export interface Repository {
  readonly rootCommit: string;
  readonly remote?: string;
  readonly name: string;
  /** Where a push to each remote would go, without credentials. */
  readonly push?: Readonly<Record<string, readonly string[]>>;
  /** Its own pre-push hook, which is asked when a result is shipped. */
  readonly pushHook?: string;
  /** Hooks of its own that the commits of a run do not run. */
  readonly skippedHooks?: readonly string[];
}

/** Where shipping would go, as it was found. */
export interface Target {
  /** Name of a configured remote. */
  readonly remote: string;
  /** Where a push to it goes, without credentials; none when there is no such remote. */
  readonly addresses: readonly string[];
  /** Commit that the run branch has there, null where there is no such branch; absent when the remote did not say. */
  readonly commit?: string | null;
  /** When the remote was asked, in epoch milliseconds. */
  readonly askedAt?: number;
}

/** The answer of a repository's own pre-push hook about a commit, before anything is pushed. */
export interface PushTrial {
  /** Path of the hook, for people. */
  readonly hook: string;
  readonly commit: string;
  /** Why the hook refuses it, in its own words. */
  readonly refused?: string;
}

/** The answers of a repository's own commit-msg hook to messages of a run. */
export interface MessageTrial {
  /** Path of the hook, for people. */
  readonly hook: string;
  readonly answers: readonly {
    readonly subject: string;
    /** Why the hook refuses it, in its own words. */
    readonly refused?: string;
    /** The hook would have changed it. */
    readonly changed?: boolean;
  }[];
}

/** A branch that goes on without the run: the one it began from, or that branch's upstream as it was last fetched. */
export interface BaseMove {
  /** Short name: `main`, `origin/main`. */
  readonly name: string;
  /** Where it is now. */
  readonly commit: string;
  /** Commits of the branch that the run does not have. */
  readonly commits: number;
  /** Files that these commits change, at most some hundreds. Forward slashes. */
  readonly changed: readonly string[];
  /** Files in which merging the branch and what the run has committed would conflict. */
  readonly conflicts: readonly string[];
  /** The branch no longer holds the commit that the run began from. */
  readonly rewritten?: true;
}

/** The worktree of an ended session that could not be removed. `why` names its folder. */
export interface LeftWorktree {
  readonly session: string;
  readonly why: string;
}

export interface FileChange {
  /** Forward slashes, relative to the repository root. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly additions: number;
  readonly deletions: number;
  /** Where lines do not tell what changed: a link, a pointer to a submodule, permissions, content that is no text. */
  readonly form?: 'link' | 'submodule' | 'permissions' | 'binary';
  /** Of merged work: modes and git's names of what the path was and is. The same where the change is the same. */
  readonly objects?: string;
}
