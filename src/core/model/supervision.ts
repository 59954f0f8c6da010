import type { supervisorStrategies } from '../plan/schema/vocabulary.ts';

/** Reasons why a supervisor is asked: a question of an agent, a wave that failed, or one that is ready for its spot-check. */
export type Occasion = 'question' | 'trouble' | 'spot-check';

/** Question of an agent that a supervisor gets to read. */
export interface PutQuestion {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
  readonly question: string;
}

/** Subject of a supervisor's session. */
export interface Supervises {
  readonly team: string;
  readonly occasion: Occasion;
  readonly wave: string;
  readonly attempt: number;
  /** Of tasks of its team; empty unless it is asked because of them. */
  readonly questions: readonly PutQuestion[];
}

/** Place that an answer rests on. Its words have to stand there. */
export interface SupervisorCite {
  /** plan: the revision in force. file: the repository as it was when the run began. decision: of a person at a gate of the run. */
  readonly source: 'plan' | 'file' | 'decision';
  /** file: its path. decision: the id of the gate. Empty for the plan. */
  readonly where: string;
  /** Counts from 1; 1 for a decision. */
  readonly line: number;
  readonly quote: string;
  /** file: whether its words stand there, as the session's host has seen. */
  readonly found?: boolean;
}

export interface SupervisorAnswer {
  readonly task: string;
  readonly text: string;
  readonly cites: readonly SupervisorCite[];
  /** Number of secrets that its host took out: the answer is for no agent then. */
  readonly secrets?: number;
}

export type SupervisorStrategy = (typeof supervisorStrategies)[number];

/** Everything a supervisor can say. Nothing of it decides anything. */
export interface Supervision {
  readonly answers: readonly SupervisorAnswer[];
  readonly proposals: readonly {
    readonly strategy: SupervisorStrategy;
    readonly task: string;
    readonly reason: string;
  }[];
  readonly ranks: readonly { readonly file: string; readonly reason: string }[];
  /** Words to the person: what it has tried, and what it cannot tell. */
  readonly asks?: string;
}
