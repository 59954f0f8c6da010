/** Messages between the editor and the language server of plans beyond the Language Server Protocol. */

/** Editor to server: what the tasks of a plan do in the run that is open. */
export const taskStatesNotification = 'wavegate/taskStates';

/** State of each task by its id, in words for people: `Running`, `Done`. */
export type TaskStates = Readonly<Record<string, string>>;

export interface TaskStatesParams {
  /** The plan file the run follows. */
  readonly uri: string;
  readonly states: TaskStates;
}

/** Settings the server asks the editor for, by section. */
export interface PlanServerSettings {
  /** Severities by rule, where they differ from the rule's own. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Most call sites one agent should have to change. */
  readonly maxCallSites?: number;
  /** Driver that works where a plan names no agent. */
  readonly agent?: string;
}

/** The settings section that holds them. */
export const settingsSection = 'wavegate';
