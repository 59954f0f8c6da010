import type { Plan } from '../plan/schema/plan.ts';
import type { CheckWork, CommitWork } from './sessionWork.ts';
import type { ForgeRef, MergeMethod, PullRequestSettings, StackedRequest } from './forge.ts';

/** Record of a run as files, to be committed where people of other machines find it. */
export interface ArchiveWork {
  /** Short name of a branch, or a folder that ends with a slash. */
  readonly to: string;
  /** Folder of the run there, relative to the root of the tree. */
  readonly folder: string;
  readonly files: readonly ArchiveFile[];
  /** Output of sessions; `path` as in `files`. */
  readonly transcripts: readonly { readonly path: string; readonly session: string; readonly epoch: number }[];
  /** Most bytes that are kept of one transcript. */
  readonly transcriptBytes: number;
  readonly message: string;
}

/** File of an archived record. */
export interface ArchiveFile {
  /** Relative to the folder of the run, forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Pushes the run branch, archives its record, and opens or writes the pull request. */
export interface ShipWork {
  readonly kind: 'ship';
  /** How a worktree is made ready in which the repository's own pre-push hook sees what is pushed. */
  readonly hooks?: CheckWork['worktree'] & CheckWork['sandbox'];
  readonly branch: string;
  readonly sign: CommitWork['sign'];
  readonly head: string;
  /** Absent where the repository has no remote: the branch stays where it is. */
  readonly remote?: string;
  /** Address that pushing to the remote was approved to lead to. */
  readonly addresses?: readonly string[];
  /** Approved state of the branch at the remote; without a commit there is no such branch. */
  readonly expected?: { readonly commit?: string };
  readonly changelog?: { readonly file: string; readonly entry: string; readonly message: string };
  /** Record that goes to a branch or folder of its own. */
  readonly archive?: ArchiveWork;
  readonly pullRequest?: {
    readonly title: string;
    readonly body: string;
    readonly base?: string;
    /** Whether a person wrote title or text at this attempt: one that is open already gets them too. */
    readonly edited?: boolean;
    /** Address of the pull request of an earlier attempt, which may have been merged since. */
    readonly earlier?: string;
    /** All of the decision record, where the body had to be shortened. */
    readonly record?: string;
    /** Without it only the text is written. */
    readonly forge?: ForgeRef;
    readonly settings?: PullRequestSettings;
    /** Whether the template of the repository comes first. */
    readonly template?: boolean;
  };
  /** Each wave has a pull request of its own; that of the last wave is `pullRequest`. */
  readonly stack?: {
    /** The bottom first. */
    readonly below: readonly (StackedRequest & {
      readonly title: string;
      readonly body: string;
      readonly edited?: boolean;
    })[];
    readonly top: Omit<StackedRequest, 'commit'>;
  };
}

/** Pull requests that are merged one after the other, the bottom first. The last one is that of the work itself. */
export interface StackWork {
  readonly requests: readonly (StackedRequest & { readonly url: string })[];
  /** Branch they are merged into. Default: the one that the bottom is opened against. */
  readonly target?: string;
}

/** Waits for the checks of a pull request. */
export interface WatchWork {
  readonly kind: 'watch';
  readonly forge: ForgeRef;
  /** Address of the pull request. */
  readonly url: string;
  /** Commit that was pushed: checks of another one say nothing. */
  readonly commit: string;
  /** Branch that the pull request was opened against, where the run knows it. */
  readonly base?: string;
  readonly checks: Plan['ship']['checks'];
  /** Present where each wave has a pull request of its own. */
  readonly stack?: StackWork;
}

/** Merges a pull request, and waits until the forge has done it. */
export interface LandWork {
  readonly kind: 'land';
  readonly forge: ForgeRef;
  readonly url: string;
  /** The only commit that may be merged. */
  readonly commit: string;
  /** The only branch it may be merged into; any where the run does not know it. */
  readonly base?: string;
  readonly how: MergeMethod;
  readonly isDraft: boolean;
  readonly everySeconds: number;
  readonly minutes: number;
  /** As for the checks: all of them are merged. */
  readonly stack?: StackWork;
}
