import type { AgentEvent } from '../core/agents/events.ts';
import type { Job, Work } from '../core/model/effects.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import type { SessionStatus } from '../ports/executor.ts';
import type { ProcessIdentity } from '../ports/programs.ts';
import type { SessionPlace } from './sessionGit.ts';

/** Context that the hosting process gives to a session's work. */
export interface SessionContext {
  readonly job: Job;
  readonly place: SessionPlace;
  /** Folder of the session's own files, outside every worktree. Absolute. */
  readonly folder: string;
  /** Proves that a handoff belongs to this session. */
  readonly nonce: string;
  /** Entry of the environment that everything this session starts carries; see ProgramRequest. */
  readonly marker: string;
  /** Environment for what the session starts: the allowed part of the person's own, and WAVEGATE_*. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted when a person asks for the session to end. */
  readonly signal: AbortSignal;
  /** Tells people what is being done now. */
  readonly reportProgress: (text: string) => void;
  /** Tells people what the agent did. */
  readonly onAgentEvent: (event: AgentEvent) => void;
  /** Marks the end of the agent: later output is not the agent's. */
  readonly agentEnded: () => void;
  /** Tells people that nothing was heard of the agent for so many minutes. */
  readonly onQuiet: (minutes: number) => void;
  /** Reports the status of the session, for those who do not read along. */
  readonly onStatus: (status: Omit<SessionStatus, 'takenOver'>) => void;
  readonly takeOver: TakeOver;
  /** Shows and keeps what a program prints. */
  readonly output: (chunk: Uint8Array) => void;
  /** The tail of what was printed so far, as text. */
  readonly tail: () => string;
  /** Writes down which process tree to end should the session's own process die. */
  readonly agentStarted: (agent: ProcessIdentity) => Promise<void>;
}

/** Ways for a person to enter and leave the agent's own interface. */
export interface TakeOver {
  /** Resolves when a person asks for it; at once when one has. */
  asked(): Promise<void>;
  /** Opens the interface to the person. Resolves when the person hands back, or the session is to end. */
  open(entrance: Entrance): Promise<void>;
}

/** The agent's own interface. */
export interface Entrance {
  readonly argv: readonly [string, ...string[]];
  /** Added to the person's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Does one kind of work. What goes wrong as part of the work is an outcome; only the unforeseen is thrown. */
export type SessionHandler<W extends Work> = (work: W, context: SessionContext) => Promise<SessionResult>;
