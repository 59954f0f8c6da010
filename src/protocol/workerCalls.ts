/**
 * Calls of a process that drives runs to its worker, and the worker's answers, one for each call. Arguments and results
 * are plain data; see `WorkerServices` for the calls.
 */
export interface WorkerCall {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type WorkerAnswer =
  | { readonly id: number; readonly value?: unknown }
  | { readonly id: number; readonly failure: WorkerFailure };

export interface WorkerFailure {
  readonly message: string;
  /** Of a WorkspaceError. */
  readonly reason?: string;
}
