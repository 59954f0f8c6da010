/** Part of a decision that a person still has to give before the gate can be approved, and the words that say so. */
export interface Missing {
  /**
   * Where it is given: in the note, as answers, as marks of findings or files, or by deleting comments. `run`: no decision
   * can give it, something has to happen in the run or on this machine first.
   */
  readonly field: 'note' | 'answers' | 'findings' | 'files' | 'comments' | 'run';
  /** Ids of the questions or findings, or paths of the files; empty for the other fields. */
  readonly names: readonly string[];
  /** One or two sentences: what is missing, and what to do about it. */
  readonly text: string;
}
