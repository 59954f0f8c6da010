import type { FileChange } from '../../core/model/repository.ts';

/** Result of merging the work of several sessions: a commit, or what keeps there from being one. */
export type MergeOutcome =
  | {
      /** One commit with `onto` as its only parent. The same parts give the same commit again. */
      readonly commit: string;
      readonly tree: string;
      readonly changes: readonly FileChange[];
    }
  | {
      /** Files that parts changed in ways git cannot reconcile; all of them, not only those of the first part. */
      readonly conflicts: readonly string[];
      /** Subjects of the parts that changed one of these files, in merge order. */
      readonly between: readonly string[];
      /** Descriptions of the names that not every system tells apart, where git could merge: these are the files. */
      readonly clashes?: readonly string[];
    };
