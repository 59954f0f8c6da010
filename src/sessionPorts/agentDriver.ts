import type { AgentEvent } from '../core/agents/events.ts';
import type { AnswerKind } from '../core/agents/answerSchema.ts';
import type { ProgramExit } from '../core/agents/judgeRun.ts';
import type { AgentProfile, DriverId, SessionMode } from '../core/plan/schema/plan.ts';
import type { Outcome } from '../core/model/sessionResult.ts';

/** Context in which a driver starts an agent. Absolute native paths. */
export interface AgentContext {
  readonly profile: AgentProfile;
  readonly mode: SessionMode;
  readonly worktree: string;
  /** File that contains the complete directive. */
  readonly directive: string;
  /** The prompt: what the agent is told, complete. */
  readonly prompt: string;
  /** File the agent has to write. */
  readonly handoff: string;
  /** Folder of this session outside the worktree, for files the agent's program needs. */
  readonly folder: string;
  /** Commands the agent must be able to run, as the plan has them. */
  readonly verify: readonly string[];
  /** A UUID for a new conversation; programs that name theirs themselves ignore it. */
  readonly conversation: string;
  /** The conversation to continue with, as an earlier session reported it. */
  readonly resume?: string;
  /** Read-only agents: what the answer holds beside the handoff. Default: findings. */
  readonly answer?: AnswerKind;
  /** WAVEGATE_* variables of this session. */
  readonly session: Readonly<Record<string, string>>;
  /** The environment Wavegate itself runs in: what an agent may see of it is the driver's to choose. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

export interface AgentLaunch {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Given on standard input, which then ends. */
  readonly input?: string;
  /** Files to write before the start: absolute path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** A file in which the program leaves what it has used, for `readUsage`: in a folder of its own, which is made. Absolute. */
  readonly usageFile?: string;
  /** The name of the conversation, where it is known before the program tells it. */
  readonly conversation?: string;
}

/** Reads one line of what an agent's program prints, on either stream. Remembers what it has read; never throws. */
export type LineReader = (line: string) => readonly AgentEvent[];

/** A file or folder in which an agent's program keeps something of its own: a login, conversations, logs. */
export interface OwnPlace {
  /** Absolute, or below `~/`. */
  readonly path: string;
  /** `copy`: a file that the session gets a copy of, because what is written there may name programs to run. */
  readonly kind: 'folder' | 'copy';
  /** Files and folders that make the program run other programs, such as hooks: read-only. */
  readonly sealed?: readonly SealedPlace[];
}

/** A name in a folder. Made where it does not exist, so that nobody else can: a folder, or a file with this text. */
export interface SealedPlace {
  readonly name: string;
  readonly text?: string;
}

/** How one kind of agent program is started and read. No I/O: the session host does that. */
export interface AgentDriver {
  readonly id: DriverId;
  launch(context: AgentContext): AgentLaunch;
  /** A reader for the output of one run; absent for programs that print for people only. */
  reader?(): LineReader;
  /** Parses the text of a launch's `usageFile`. Never throws. */
  readUsage?(text: string): readonly AgentEvent[];
  /** Classifies an exit that is not a plain success; undefined when the handoff decides. */
  judgeExit(exit: ProgramExit): { readonly outcome: Outcome; readonly message: string } | undefined;
  /**
   * Places its program must write beside the worktree, so that a sandbox allows it. Absent for programs named only by
   * the plan, which then names their folders, too. Folders are created where they do not exist.
   *
   * @param environment that the program is given
   */
  own?(environment: Readonly<Record<string, string | undefined>>): readonly OwnPlace[];
  /** Absent for programs that are named by the plan alone. */
  readonly cli?: AgentCli;
}

/** A command-line agent people install. */
export interface AgentCli {
  /** As people call it. */
  readonly title: string;
  /** Name of the program on the PATH. */
  readonly program: string;
  /** npm package that brings it. */
  readonly package: string;
  /** The version all of this was tried with; see docs/agents.md. */
  readonly testedVersion: string;
  readonly versionArgs: readonly string[];
  /** How a person logs in. */
  readonly login: string;
  /** Names of variables that may contain its key; a profile that relies on one has to name it. */
  readonly keyVariables: readonly string[];
  /** Mechanism that keeps a read-only agent from writing: the operating system, or only the tools it is offered. */
  readonly readOnly: 'os' | 'tools';
  /** Whether a conversation can continue in another folder than it began in. */
  readonly resumesIn: 'any-folder' | 'same-folder';
  /** Question the program asks a person before it works in a folder, when taken over; absent when it asks none. */
  readonly trust?: string;
  /** The program's own interface on a conversation, for a person. */
  takeOver(profile: AgentProfile, worktree: string, conversation: string): readonly [string, ...string[]];
}
