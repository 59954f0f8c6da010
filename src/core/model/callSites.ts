/** A name whose places are counted before and after a change. */
export interface CallSitesAsked {
  readonly name: string;
  readonly to?: string;
  /** Globs of files in which none may be left, and of those among them in which the name may stay. */
  readonly owns: readonly string[];
  readonly keep: readonly string[];
  /** A file that is not looked at: the plan, which contains the name itself. */
  readonly except: string;
}

/** Places of one file in which something occurs. Line numbers from 1, each as often as it occurs there. */
export type SitesByFile = Readonly<Record<string, readonly number[]>>;

/** Call sites of a name as they were counted on two commits. */
export interface CallSiteCount {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly to?: { readonly name: string; readonly before: number; readonly after: number };
  /** Places as `file:line` that had to go and are there; their number, and the first of them. */
  readonly left: readonly string[];
  readonly leftCount: number;
  /** Places in other files, and in those where the name may stay. */
  readonly elsewhere: readonly string[];
  readonly elsewhereCount: number;
  /** Files with more of them than before: `src/compat.js (1 → 2)`. */
  readonly more: readonly string[];
}
