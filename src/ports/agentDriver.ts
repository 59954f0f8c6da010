import type { AgentProfile, SessionMode } from '../core/plan/schema.ts';
import type { Outcome } from '../core/run/model.ts';

/** What a driver knows when it starts an agent. Absolute native paths. */
export interface AgentContext {
  readonly profile: AgentProfile;
  readonly mode: SessionMode;
  readonly worktree: string;
  /** File that holds the complete prompt. */
  readonly directive: string;
  /** File the agent has to write. */
  readonly handoff: string;
  /** WAVEGATE_* variables of this session. */
  readonly session: Readonly<Record<string, string>>;
  /** The environment Wavegate itself runs in: what an agent may see of it is the driver's to choose. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

export interface AgentLaunch {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** How one kind of agent program is started and read. Pure: the session host does the rest. */
export interface AgentDriver {
  readonly id: AgentProfile['driver'];
  launch(context: AgentContext): AgentLaunch;
  /** What an exit that is not a plain success means; undefined when the handoff decides. `tail` is the last output. */
  judgeExit(exitCode: number | null, tail: string): { readonly outcome: Outcome; readonly message: string } | undefined;
}
