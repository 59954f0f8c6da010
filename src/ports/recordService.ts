import type { Learning } from '../core/learnings/learnings.ts';

/** Costs and lessons of runs, for an editor. */
export interface RecordService {
  /** Usage of agents in the runs of these folders' repositories, as Markdown. */
  costs(folders: readonly string[]): Promise<string>;
  /** Lessons of the open run that nobody has accepted or dismissed yet. */
  learnings(): Promise<readonly Learning[]>;
  /** Keeps and dismisses learnings in the file of the run's checkout. @returns the file. Absolute */
  settleLearnings(
    kept: readonly Learning[],
    dismissed: readonly (Learning & { readonly why: string })[],
  ): Promise<string>;
}
