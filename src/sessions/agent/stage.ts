import type { HandoffJudgement, judgeHandoff } from '../../core/handoff/judgeHandoff.ts';
import type { AgentProfile } from '../../core/plan/schema/plan.ts';
import type { AgentWork, Conversation } from '../../core/model/sessionWork.ts';
import type { SessionResult, Usage } from '../../core/model/sessionResult.ts';
import type { AgentDriver } from '../../sessionPorts/agentDriver.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { Sandbox } from '../../sessionPorts/sandbox.ts';
import type { Inside } from '../../ports/inside.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { GuardReport, SessionGit, SessionGuard } from '../../sessionPorts/sessionGit.ts';
import type { createEditedFiles } from './editedFiles.ts';
import type { AgentFacts, Verdict } from './verdict.ts';

export interface AgentServices {
  readonly git: Pick<SessionGit, 'guard' | 'keep' | 'restore' | 'lineCount' | 'fileText' | 'diffText' | 'callSites'>;
  /** Takes secrets out of words that go on to another agent. */
  readonly redactor: Pick<Redactor, 'text'>;
  readonly programs: Programs;
  readonly driverOf: (id: AgentProfile['driver']) => AgentDriver;
  readonly checks: CheckRunner;
  readonly sandbox: Sandbox;
  /** Loaded when the agent ends: nothing of it is needed to start one. */
  readonly judgeHandoff: () => Promise<typeof judgeHandoff>;
  /** Everything this process can see; the driver chooses from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Parts that all runs of agents in one session share. */
export interface SessionAtWork {
  readonly services: AgentServices;
  readonly work: AgentWork;
  readonly context: SessionContext;
  readonly guard: Pick<SessionGuard, 'environment' | 'restore'>;
  readonly edited: ReturnType<typeof createEditedFiles>;
}

/** One run of an agent: on its own for most tasks, or for one stage of a recipe. */
export interface StageRequest {
  /** The work with the agent, mode, base and rules of the stage. */
  readonly work: AgentWork;
  /** Name of the stage; absent where the run is all of the session. */
  readonly stage?: string;
  /** Section about the stage, where its conversation is that of the stage before. */
  readonly section?: string;
  readonly resume?: Conversation | undefined;
  /** Usage of the session so far. */
  readonly spent?: Usage | undefined;
  /** Files that earlier stages say they changed. */
  readonly claimed: readonly string[];
  /** Its agent is done, and this is how the session ended: nothing is started. */
  readonly left?: SessionResult | undefined;
}

/** A run that has ended, before the commands of the plan have been run on it. */
export interface StageEnd {
  readonly verdict: Verdict;
  readonly result: Omit<SessionResult, 'outcome' | 'message'>;
  readonly handoff: HandoffJudgement;
  readonly facts: AgentFacts;
  /** Commit that holds the work up to here, and the one that holds all of the session's work on its base. */
  readonly commit: string;
  readonly snapshot: string;
  /** Variables of the agent, which the commands of the plan get as well. */
  readonly env: Readonly<Record<string, string>>;
  readonly inside: Inside;
  readonly outside: GuardReport;
  /** Names of programs it left running. */
  readonly left: readonly string[];
  readonly claimed: readonly string[];
  /** Commands it has run, as its program tells; undefined where it tells nothing. */
  readonly ran?: readonly string[];
  /** Access that a sandbox has denied it, where that may be why it failed. */
  readonly denied?: string | undefined;
}
