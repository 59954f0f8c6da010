/** A run of the same repository that is not over, and what its tasks may change as well as those of this run. */
export interface OtherRun {
  readonly run: string;
  readonly title: string;
  /** Whether a launch of it was approved: before that it has changed nothing, and may never. */
  readonly launched: boolean;
  /** Never empty, and bounded for each wave. */
  readonly shared: readonly SharedFiles[];
}

/** Two globs of which some path, existing or not, matches both. */
export interface SharedFiles {
  /** Wave and task of this run, and a glob that the task owns. */
  readonly wave: string;
  readonly task: string;
  readonly glob: string;
  readonly theirs: { readonly task: string; readonly glob: string };
  /** A path that matches both. */
  readonly example: string;
}

/** Runs from the same branch that may change the same files, as they were seen last. */
export interface OtherRunsSeen {
  readonly runs: readonly OtherRun[];
  /** Ids of runs whose record cannot be read: whether they meet this one is not known. */
  readonly unread?: readonly string[];
}

/** A run that is not over, as far as others have to know it. */
export interface UnfinishedRun {
  readonly run: string;
  readonly title: string;
  /** Branch it began from; absent where it began from a commit. */
  readonly branch?: string;
  readonly launched: boolean;
  readonly tasks: readonly { readonly id: string; readonly owns: readonly string[] }[];
}
