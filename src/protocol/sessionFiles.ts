import type { AgentEvent } from '../core/agents/events.ts';
import type { Job } from '../core/model/effects.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';

/**
 * Files in a session's folder. They are how the engine and the session host speak: whoever dies and comes back reads
 * them again. Each is written once, complete (temporary name, then rename), except the two logs, which only grow.
 */
export const sessionFiles = {
  /** LocalJob, written by the executor before it starts the host. */
  job: 'job.json',
  /** ProcessRecord of the host, created exclusively: a second host for the same epoch finds it and leaves. */
  host: 'host.json',
  /** ProcessRecord of the process that answers for an agent's session whose host died; created exclusively, too. */
  recovery: 'recovery.json',
  /** ProcessRecord of the agent: the root of the process tree to end should the host die. */
  agent: 'agent.json',
  /** Errors the host itself could not handle. Empty unless something is wrong with Wavegate. */
  hostLog: 'host.log',
  /** Everything the agent printed, as it came; of very much, the beginning and the end. */
  output: 'output.log',
  /** SessionEventLine per line: what people see in the terminal. */
  events: 'events.jsonl',
  /** Touched every second by a live host. */
  heartbeat: 'heartbeat',
  /** Existence asks the host to end the session as cancelled. */
  stop: 'stop',
  /** Existence asks the host to let a person take over; its removal is how the person hands back. */
  takeOver: 'take-over',
  /** TakenOverRecord, there while a person works in the agent's own interface. */
  takenOver: 'taken-over.json',
  /** SessionStatus, replaced as it changes. */
  status: 'status.json',
  /** ResultRecord, last. */
  result: 'result.json',
} as const;

/** A job with the local places it runs in. */
export interface LocalJob {
  readonly job: Job;
  readonly repository: string;
  readonly worktree: string;
  readonly sessionFolder: string;
  readonly backupFolder: string;
  /** Holds the records of all runs. */
  readonly stateRoot: string;
  /** Holds the worktrees of all sessions. */
  readonly worktreeRoot: string;
  /** Proves that a handoff belongs to this session; new for every epoch. */
  readonly nonce: string;
  /** Most bytes of output to keep. */
  readonly outputLimit: number;
  /** It runs on a host of a team: these files are copies, and the worktree is not here. */
  readonly remote?: true;
}

export interface ProcessRecord {
  readonly pid: number;
  /** Start time of the process as the system tells it, so that a reused pid is not mistaken for it. */
  readonly started: string;
}

/** How a person's terminal opens the agent's own interface, with git kept to the worktree. */
export interface TakenOverRecord {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the person's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ResultRecord {
  readonly session: string;
  readonly epoch: number;
  readonly endedAt: number;
  readonly result: SessionResult;
}

/** The variable that carries LocalJob.nonce to the agent, and by which its processes are known again. */
export const sessionVariable = 'WAVEGATE_SESSION';

export type SessionEventLine = { readonly at: number } & (
  | { readonly type: 'started'; readonly title: string }
  /** A part of the session's work begins; what was printed before it is the first so many bytes of output. */
  | { readonly type: 'stage'; readonly text: string; readonly bytes: number }
  | { readonly type: 'output'; readonly bytes: number }
  /** Something the agent did, as its driver understands it. */
  | { readonly type: 'agent'; readonly event: AgentEvent }
  /** Everything printed from here on, counted in bytes of output, is not the agent's. */
  | { readonly type: 'agent-ended'; readonly bytes: number }
  /** Nothing has been heard of the agent for so many minutes. */
  | { readonly type: 'quiet'; readonly minutes: number }
  | { readonly type: 'ended'; readonly outcome: string; readonly message: string }
);
