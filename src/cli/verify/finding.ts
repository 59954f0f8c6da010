/** One thing that was checked. */
export interface Finding {
  /** Line of the journal it is about; absent for what is about the whole run. */
  readonly line?: number;
  readonly what: string;
  readonly ok: boolean;
  /** Problem with it; absent when there is none. */
  readonly problem?: string;
}
