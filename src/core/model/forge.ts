/** Host of a repository that has pull requests, and the names of what happens there. Nothing here holds a token. */

export const forgeKinds = ['github', 'gitlab', 'gitea'] as const;
export type ForgeKind = (typeof forgeKinds)[number];

/** How a pull request is merged. queue: the host's merge queue or automatic merge decides when. */
export const mergeMethods = ['merge', 'rebase', 'squash', 'queue'] as const;
export type MergeMethod = (typeof mergeMethods)[number];

/** Names of forges for people. */
export const forgeNames: Readonly<Record<ForgeKind, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  gitea: 'Gitea or Forgejo',
};

/** A repository at a forge. */
export interface ForgeRef {
  readonly kind: ForgeKind;
  /** Without it the forge's own program finds out from the remotes of the repository. */
  readonly host?: string;
  /** `owner/name`, of GitLab with all groups. */
  readonly repository?: string;
  /** Name of the variable that holds the token, where the plan names one. */
  readonly tokenEnv?: string;
  /** It is a guess: nothing says that the remote leads to such a forge. */
  readonly guessed?: true;
}

/** Settings of a pull request beside its text. */
export interface PullRequestSettings {
  readonly draft?: boolean;
  readonly reviewers?: readonly string[];
  readonly labels?: readonly string[];
}

/** A check that the forge reports for a commit. */
export interface CiCheck {
  readonly name: string;
  /** passed includes checks that were left out on purpose: skipped or neutral. */
  readonly state: 'passed' | 'failed' | 'pending' | 'skipped';
  readonly url?: string;
}

/** A pull request and its checks, as the forge told. */
export interface CiReport {
  /**
   * green: all checks that count have passed. red: one has failed. none: the forge reports no checks. merged, closed: somebody
   * has done that meanwhile. moved: the branch at the forge is at another commit. unknown: the forge did not tell in time.
   */
  readonly state: 'green' | 'red' | 'none' | 'merged' | 'closed' | 'moved' | 'unknown';
  /** At most some hundreds. */
  readonly checks: readonly CiCheck[];
  /** Names of checks that failed and passed when they ran again. */
  readonly flaky?: readonly string[];
}

/** State of a pull request. */
export interface Merged {
  /** elsewhere: not by the run. */
  readonly how: MergeMethod | 'elsewhere';
  /** Commit at the forge that holds the work, where it tells. */
  readonly commit?: string;
}
