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

/** Pull request of one wave, where each is based on the one before. */
export interface StackedRequest {
  readonly wave: string;
  /** Its branch at the forge, short. */
  readonly branch: string;
  /** Tip of the branch: the commit of the wave, and what shipping has committed on top of it. */
  readonly commit: string;
  /** Absent until it is open. */
  readonly url?: string;
}

/** A check that the forge reports for a commit. */
export interface CiCheck {
  readonly name: string;
  /** passed includes checks that were left out on purpose: skipped or neutral. */
  readonly state: 'passed' | 'failed' | 'pending' | 'skipped';
  /** Word of the forge where it did not fail of itself: cancelled, timed out. */
  readonly because?: string;
  readonly url?: string;
}

/** A pull request and its checks, as the forge told. */
export interface CiReport {
  /**
   * green: all checks that count have passed or were left out. red: one has failed. none: there is no check, or all were left
   * out. merged, closed: somebody has done that meanwhile. moved: the branch at the forge is at another commit. unknown: the
   * forge did not tell in time, or what has not passed was cancelled.
   */
  readonly state: 'green' | 'red' | 'none' | 'merged' | 'closed' | 'moved' | 'unknown';
  /** Commit whose checks these are. */
  readonly commit: string;
  /** At most some hundreds. */
  readonly checks: readonly CiCheck[];
  /** Requests below this one in a stack, and how their own checks ended: `2 passed, 1 failed`. */
  readonly below?: readonly { readonly wave: string; readonly checks: string }[];
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

/** Words of reviewers on a pull request that wait for an answer, as the forge told them: untrusted text of other people. */
export interface ReviewComment {
  /** Its conversation, by the forge's id. */
  readonly thread: string;
  /** thread: on a line or file, and not resolved. review: of the whole, and asks for changes. */
  readonly kind: 'thread' | 'review';
  /** Account of who began it. */
  readonly author: string;
  /** Relation of that account to the repository, as the forge names it. */
  readonly association?: string;
  /** All of the conversation, oldest first; each further entry begins with its author. */
  readonly text: string;
  /** Forward slashes; absent for a comment on the whole. */
  readonly file?: string;
  /** Counts from 1; absent where the line is no longer part of the change. */
  readonly line?: number;
  readonly url?: string;
  /** Address of its pull request, where the run has several. */
  readonly request?: string;
  /** Id of the newest entry that is not of the person themself: another one needs another answer. */
  readonly last: string;
}

/** Comments of a pull request, as they were read last. */
export interface CommentsRead {
  readonly comments: readonly ReviewComment[];
  /** Number of those that were not read. */
  readonly omitted?: number;
  /** Why they could not be read at all this time, as a sentence; `comments` are those of the time before. */
  readonly unread?: string;
}

/** Answer to a comment, to be posted. */
export interface CommentAnswer extends Pick<ReviewComment, 'thread' | 'kind' | 'author'> {
  readonly text: string;
  /** Unique in the pull request, hidden in what is posted: with it the same answer is not posted twice. */
  readonly marker: string;
}
