/**
 * What a process that drives runs asks of its worker, and the worker's answers, one for each call. Arguments and results
 * are plain data; which there are, `WorkerServices` tells.
 */
export interface WorkerCall {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type WorkerAnswer =
  { readonly id: number; readonly value?: unknown } | { readonly id: number; readonly failure: WorkerFailure };

export interface WorkerFailure {
  readonly message: string;
  /** Of a WorkspaceError. */
  readonly reason?: string;
}
