import type { RepositoryFlows } from '../core/flows/flowDocument.ts';
import type { HeldPrediction, Prediction } from '../core/queries/predictions.ts';
import type { Learning } from '../core/learnings/learnings.ts';

/** Repeated flows of a repository, and how the command line is started on them. */
export interface FoundFlows extends RepositoryFlows {
  /** Arguments of the command line, which name the repository and where its runs are recorded. */
  readonly args: readonly string[];
  /** Variables that the command line needs beside those of a terminal. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Costs, lessons and repeated flows of runs, for an editor. */
export interface RecordService {
  /** Usage of agents in the runs of these folders' repositories, as Markdown. */
  costs(folders: readonly string[]): Promise<string>;
  /** Commands that agents repeated in the runs of these folders' repositories, without secrets. */
  flows(folders: readonly string[]): Promise<readonly FoundFlows[]>;
  /** Predictions of this person about runs of the open one's repository, with what came of them. */
  predictions(): Promise<readonly HeldPrediction[]>;
  /** Keeps a prediction of this person about the open run, outside of its record. */
  predict(prediction: Omit<Prediction, 'who' | 'at'>): Promise<void>;
  /** Lessons of the open run that nobody has accepted or dismissed yet. */
  learnings(): Promise<readonly Learning[]>;
  /** Keeps and dismisses learnings in the file of the run's checkout. @returns the file. Absolute */
  settleLearnings(
    kept: readonly Learning[],
    dismissed: readonly (Learning & { readonly why: string })[],
  ): Promise<string>;
}
