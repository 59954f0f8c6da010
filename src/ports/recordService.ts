import type { Refusal } from '../core/model/commands.ts';
import type { RepositoryFlows } from '../core/flows/flowDocument.ts';
import type { CostKey } from '../core/history/costs.ts';
import type { HeldPrediction, Prediction } from '../core/queries/predictions.ts';
import type { Learning } from '../core/learnings/learnings.ts';

/** Repeated flows of a repository, and how the command line is started on them. */
export interface FoundFlows extends RepositoryFlows {
  /** Arguments of the command line, which name the repository and where its runs are recorded. */
  readonly args: readonly string[];
  /** Variables that the command line needs beside those of a terminal. */
  readonly variables: Readonly<Record<string, string>>;
  /** Agents that may complete a script: profiles of the latest plan, then drivers whose programs are here. */
  readonly agents: readonly string[];
  /** Agents that have completed the script of a flow, by its name, which waits to be accepted. */
  readonly completed: Readonly<Record<string, string>>;
}

/** Costs, failures, lessons and repeated flows of runs, for an editor. */
export interface RecordService {
  /** Usage of agents in the runs of these folders' repositories, as Markdown. */
  costs(folders: readonly string[]): Promise<string>;
  /** The same by one key, as comma-separated values. */
  costValues(folders: readonly string[], by: CostKey): Promise<string>;
  /** Failures in the runs of these folders' repositories, as Markdown. */
  failures(folders: readonly string[]): Promise<string>;
  /**
   * Writes a run to a folder, with which it moves to another machine. Secrets are not taken out of it.
   *
   * @param folder absolute; it must not exist, or be empty
   * @param moves whether the run can no longer be driven here
   * @returns how many files there are in the folder
   * @throws Error, for people, when another process drives the run, its agents are at work, or the folder has files in it
   */
  exportRun(run: string, folders: readonly string[], folder: string, moves: boolean): Promise<number>;
  /**
   * How a line of a file came to be, as Markdown: the wave, task, directive and decisions of the commit that last changed it.
   *
   * @param file absolute
   * @param line counting from 1
   * @param text content of the file as the editor has it
   * @returns why no run has made it, or nothing is known of the run, otherwise
   */
  lineOrigin(file: string, line: number, text: string): Promise<{ readonly markdown: string } | Refusal>;
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
