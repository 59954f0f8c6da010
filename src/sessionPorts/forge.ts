import type {
  CiCheck,
  CommentAnswer,
  CommentsRead,
  ForgeRef,
  MergeMethod,
  PullRequestSettings,
} from '../core/model/forge.ts';

/** A host of pull requests, as the sessions that ship use it. Every call may be repeated. */
export interface Forge {
  /**
   * Opens a pull request, or finds the one that is open for the branch already.
   * @returns its address
   * @throws ForgeError
   */
  open(request: PullRequestRequest): Promise<string>;
  /** Looks at a pull request. @throws ForgeError */
  look(url: string): Promise<PullRequestLook>;
  /** End of what a failed check has printed, where the forge keeps it; at most some 8,000 characters. @throws ForgeError */
  log(check: CiCheck): Promise<string | undefined>;
  /** Runs failed checks again. @returns whether any of them does @throws ForgeError */
  rerun(checks: readonly CiCheck[]): Promise<boolean>;
  /**
   * Asks for the merge. The forge may take its time; `look` says when it is done.
   * @param commit the only one that may be merged
   * @throws ForgeError
   */
  merge(url: string, commit: string, how: MergeMethod): Promise<void>;
  /**
   * Whether a commit or branch holds a commit with all before it.
   * @param url of a pull request in the repository
   * @returns undefined where the forge does not tell
   * @throws ForgeError
   */
  contains(url: string, newer: string, commit: string): Promise<boolean | undefined>;
  /** Has it merged into another branch from now on. @throws ForgeError */
  retarget(url: string, base: string): Promise<void>;
  /** Gives it another title and text. @param isDraft whether it is one still @throws ForgeError */
  edit(url: string, texts: { readonly title: string; readonly body: string; readonly isDraft: boolean }): Promise<void>;
  /** Marks a draft as ready. @throws ForgeError */
  ready(url: string): Promise<void>;
  /**
   * Reads the comments of reviewers that are not resolved, and reviews that ask for changes.
   * @returns undefined where comments of this forge are not read
   * @throws ForgeError
   */
  comments(url: string): Promise<CommentsRead | undefined>;
  /** Posts an answer to one of them, unless one with its marker is there. @throws ForgeError */
  answer(url: string, answer: CommentAnswer): Promise<void>;
}

export interface PullRequestRequest extends PullRequestSettings {
  /** Branch at the forge that holds the work. */
  readonly branch: string;
  /** Branch it is to be merged into. Default: that of the repository. */
  readonly base?: string;
  readonly title: string;
  readonly body: string;
}

export interface PullRequestLook {
  readonly state: 'open' | 'closed' | 'merged';
  /** Tip of its branch at the forge. */
  readonly head: string;
  /** Branch it is to be merged into, or was; absent where the forge does not tell. */
  readonly base?: string;
  /** Of a merged one, where the forge tells. */
  readonly mergeCommit?: string;
  /** Why the forge could not merge it now, as a sentence: conflicts, reviews that are missing. Nothing where it does not tell. */
  readonly obstacle?: string;
  readonly checks: readonly CiCheck[];
}

/** Place where a forge is asked from: the person's own environment and checkout, within a session. */
export interface ForgePlace {
  readonly repository: string;
  /** Folder of the session's own files. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly marker: string;
  readonly signal: AbortSignal;
  /** Gets what the forge's program prints for people. */
  readonly output: (chunk: Uint8Array) => void;
}

export type ForgeOf = (ref: ForgeRef, place: ForgePlace) => Forge;

/**
 * missing: its program is not installed, or there is no login. refused: the forge answered and did not do it. silent: it gave
 * no usable answer, and may give one later.
 */
export type ForgeReason = 'missing' | 'refused' | 'silent';

/** Error whose message says what the forge answered and what to do. */
export class ForgeError extends Error {
  readonly reason: ForgeReason;
  /** A command that does the same by hand. */
  readonly byHand: string | undefined;
  constructor(reason: ForgeReason, message: string, byHand?: string) {
    super(message);
    this.name = 'ForgeError';
    this.reason = reason;
    this.byHand = byHand;
  }
}
