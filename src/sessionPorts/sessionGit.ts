import type { SessionMode } from '../core/plan/schema/plan.ts';
import type { CheckWork, CommitWork, DiffFile, MergeWork, ReviseWork } from '../core/model/sessionWork.ts';
import type { ShipWork } from '../core/model/shipWork.ts';
import type { SitesByFile } from '../core/model/callSites.ts';
import type { FileChange } from '../core/model/repository.ts';

/** Folders in which one session works. Absolute native paths. */
export interface SessionPlace {
  /** The person's checkout. */
  readonly repository: string;
  readonly worktree: string;
  /** Copies of whatever is undone go here. */
  readonly backupFolder: string;
  /** Holds the records of all runs. */
  readonly stateRoot: string;
  /** Holds the worktrees of all sessions. */
  readonly worktreeRoot: string;
}

/** Permissions of an agent inside its worktree. Globs relative to the repository root. */
export interface ScopeRules {
  readonly mode: SessionMode;
  readonly owns: readonly string[];
  readonly deletes: readonly string[];
  readonly protected: readonly string[];
}

/** Guard of everything outside the worktree's files, as it was when the guard was set. */
export interface SessionGuard {
  /** Variables for whatever the session starts: with them git looks for a repository in the worktree and nowhere above. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Undoes what the session changed there since, keeping copies.
   *
   * @param wrote files outside the worktree that the agent's own program says it wrote; absolute, native
   * @param mayWrite whether programs of the session could write an absolute path: what they could not is the person's.
   *   Default: every path
   */
  restore(wrote: readonly string[], mayWrite?: (file: string) => boolean): Promise<GuardReport>;
  /** Takes the guard down, once nothing of the session runs any more. */
  end(): Promise<void>;
}

export interface GuardRequest {
  /** Short name of the session's branch. */
  readonly branch: string;
  /** Nobody but agents works in the checkout, so whatever changes there is their doing. Default: so in CI. */
  readonly reserved: boolean | undefined;
  /** Commit the worktree is at, where its files are there already and will be kept. */
  readonly base?: string;
}

/** One line for people per change. */
export interface GuardReport {
  /** Proven to be the session's doing: it does not count as done, even where a change could not be undone. */
  readonly violations: readonly string[];
  /**
   * Changes that are not proven to be this session's. Each is reported by one session only, with its time, and left
   * alone unless only agents work there.
   */
  readonly noticed: readonly string[];
}

/** Git operations the session host needs. Every function throws an Error with a message for people when git fails. */
export interface SessionGit {
  /** Remembers refs, HEAD, settings and the person's checkout before anything starts on the branch. */
  guard(place: SessionPlace, request: GuardRequest): Promise<SessionGuard>;
  /** The guard that a host which died had set; undefined when it died before anything could start, or took it down. */
  recoverGuard(
    place: SessionPlace,
    reserved: boolean | undefined,
  ): Promise<Pick<SessionGuard, 'restore' | 'end'> | undefined>;
  /**
   * Commits what the worktree changed to its branch. What its rules do not allow is undone before, with backups kept.
   * Without changes the commit is `base` itself.
   */
  keep(place: SessionPlace, request: KeepRequest): Promise<KeptWork>;
  /** Puts the files of the worktree back to a commit that `keep` returned; ignored files stay. */
  restore(place: SessionPlace, commit: string): Promise<void>;
  /**
   * Creates the worktree again from a commit, on no branch, and sets it up. What was there before is torn down and
   * removed.
   *
   * @returns why that teardown failed, if it did
   */
  checkout(place: SessionPlace, commit: string, settings: CheckSettings): Promise<string | undefined>;
  /**
   * Tears down and removes what `checkout` has made. What cannot be torn down is left where it is.
   *
   * @returns why it was left, if it was
   */
  discard(place: SessionPlace, settings: CheckSettings): Promise<string | undefined>;
  /** Text of a file at a commit, or undefined if there is no such text file. */
  fileText(place: SessionPlace, commit: string, file: string): Promise<string | undefined>;
  /** Number of lines of a file at a commit, or undefined if there is no such text file. */
  lineCount(place: SessionPlace, commit: string, file: string): Promise<number | undefined>;
  /** Places of a name, or of an expression between slashes, in the text files of a commit. */
  callSites(place: SessionPlace, commit: string, sought: string): Promise<SitesByFile>;
  /**
   * Difference between two commits as text for an agent, file by file, as far as it fits.
   * @returns the text, and the paths that did not fit
   */
  diffText(
    place: SessionPlace,
    request: Pick<DiffFile, 'from' | 'to' | 'first' | 'kilobytes'>,
  ): Promise<{ readonly text: string; readonly left: readonly string[] }>;
  /** Pairs of parts, or of a part and what they are merged onto, that cannot be reconciled; found without merging. */
  predict(place: SessionPlace, work: MergeWork): Promise<readonly PairInConflict[]>;
  /** Merges the parts, or takes their resolution as the result. */
  merge(place: SessionPlace, work: MergeWork): Promise<MergeReport>;
  /** Keeps the parts with their conflicts marked, as a commit for a resolver to continue from. */
  leaveConflicts(place: SessionPlace, work: MergeWork): Promise<string>;
  commit(place: SessionPlace, work: CommitWork): Promise<CommitReport>;
  revise(place: SessionPlace, work: ReviseWork): Promise<CommitReport>;
  /** Adds an entry to a changelog on the branch, which points at `head`. */
  addChangelogEntry(place: SessionPlace, work: ShipWork, changelog: Changelog): Promise<CommitReport>;
  /**
   * Commits files to the run branch, which points at `parent`, where the archive is a folder; else to the branch of archives,
   * which is taken to include what the remote has of it.
   */
  archive(place: SessionPlace, request: ArchiveRequest): Promise<CommitReport | { readonly commit: string }>;
  /** Pushes the branch of archives, with what others have pushed to it meanwhile. Throws an Error as `push` does. */
  pushArchive(place: SessionPlace, request: ArchiveRequest & { readonly remote: string }): Promise<string>;
  /** Pushes a commit as a branch, never by force. The error says why the remote did not take it and what to do. */
  push(
    place: SessionPlace,
    request: {
      readonly remote: string;
      readonly branch: string;
      readonly commit: string;
      /** With it, a pre-push hook of the repository runs in a worktree of the commit that is made ready so. */
      readonly hooks?: CheckSettings;
      /** Address that pushing to the remote has to lead to, as approved. */
      readonly addresses?: readonly string[];
      /** Approved state of the branch there; without a commit there is no such branch. */
      readonly expected?: { readonly commit?: string };
      readonly signal: AbortSignal;
      /** Called with what git and its hooks print, progress included. */
      readonly heard: (chunk: Uint8Array) => void;
      /** Called with what git waits for, when that takes long. */
      readonly waiting: (what: string) => void;
    },
  ): Promise<void>;
}

/** Files that become a folder of the archive. */
export interface ArchiveRequest {
  readonly to: string;
  /** Folder on disk, absolute, and files in it, forward slashes. */
  readonly from: string;
  readonly files: readonly string[];
  readonly folder: string;
  readonly message: string;
  readonly sign: ShipWork['sign'];
  /** Short name of the run branch, and where it points. */
  readonly branch: string;
  readonly parent: string;
  readonly remote?: string;
  readonly addresses?: readonly string[];
  readonly signal: AbortSignal;
  readonly heard: (chunk: Uint8Array) => void;
}

/** Settings of a plan for the worktree of its checks. */
export type CheckSettings = CheckWork['worktree'] & CheckWork['sandbox'];

export type Changelog = NonNullable<ShipWork['changelog']>;

export interface KeepRequest {
  readonly branch: string;
  readonly base: string;
  readonly rules: ScopeRules;
  readonly message: string;
  /** Files the agent says it changed: one it owns counts although git ignores it. Default: none. */
  readonly claimed?: readonly string[];
  /** Name of the stage whose end this is: the commit is kept for as long as the records of the run are. */
  readonly stage?: string;
}

export interface KeptWork {
  readonly commit: string;
  readonly changes: readonly FileChange[];
  /** Paths that were changed against the rules; undone. Forward slashes. */
  readonly violations: readonly string[];
  /** Files it says it changed that are left out because git ignores them, with the rule: `.gitignore:1: build/`. */
  readonly ignored: Readonly<Record<string, string>>;
  /** Message about work in submodules that exists only here; kept, whatever becomes of the session. */
  readonly unpublished?: string;
  /** The commit that still holds them, and what they were; absent without violations and for read-only agents. */
  readonly strayed?: { readonly commit: string; readonly changes: readonly FileChange[] };
}

export interface PairInConflict {
  readonly between: readonly [string, string];
  readonly files: readonly string[];
}

export type MergeReport =
  | { readonly commit: string; readonly tree: string; readonly changes: readonly FileChange[] }
  | {
      readonly conflicts: readonly string[];
      /** Subjects of the parts that cannot be reconciled. */
      readonly between: readonly string[];
      /** Descriptions of names that not every system tells apart, where that is what keeps the parts from being merged. */
      readonly clashes?: readonly string[];
    };

export interface CommitReport {
  readonly commit: string;
  readonly tree: string;
}
