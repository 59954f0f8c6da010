import type { UnfinishedRun } from '../core/model/otherRun.ts';

/** The runs of a repository beside the one that is driven. */
export interface OtherRuns {
  /**
   * Finds those that are not over. Never rejects: where there is no telling which there are, none is named.
   * @param but the run that asks
   * @returns with the ids of those whose record cannot be read
   */
  unfinished(but: string): Promise<{ readonly runs: readonly UnfinishedRun[]; readonly unread: readonly string[] }>;
}
