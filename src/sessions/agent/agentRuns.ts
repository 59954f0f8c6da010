import { readFile } from 'node:fs/promises';
import { startRunTime } from '../../clock/runTime.ts';
import { lostItsSandbox } from '../../core/agents/deniedAccess.ts';
import type { Again } from '../../core/agents/prompt.ts';
import { emptyTranscript } from '../../core/agents/transcript.ts';
import type { Transcript } from '../../core/agents/transcript.ts';
import { addUsage, usageSince } from '../../core/agents/usage.ts';
import type { Limits } from '../../core/model/effects.ts';
import type { AgentWork, Conversation } from '../../core/model/sessionWork.ts';
import type { AgentProfile } from '../../core/plan/schema/plan.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { AgentDriver, AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Inside } from '../../ports/inside.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { AgentListener } from './agentListener.ts';
import { createAgentListener } from './agentListener.ts';
import type { AgentEnd } from './runAgent.ts';
import { runAgent } from './runAgent.ts';

/** Means to start the agent of a session, and again after a person has handed it back. */
export interface AgentStart {
  readonly driver: AgentDriver;
  /** @param resume the conversation to continue with */
  launch(resume: Conversation | undefined, again?: Again): AgentLaunch;
  /** Whether it has left a handoff of this session that can be read, whatever that says. */
  hasHandoff(transcript: Transcript): Promise<boolean>;
  readonly inside: Inside;
  /** Variables that keep git to the worktree, for the agent and for the person in its place. */
  readonly gitOnly: Readonly<Record<string, string>>;
}

/** Result of the runs of an agent, however often a person has worked in between. */
export interface AgentRuns {
  readonly end: AgentEnd;
  /** Of the last run. */
  readonly transcript: Transcript;
  readonly usage?: Usage;
  readonly conversation?: string;
  /** It was asked to finish, because its program had ended by itself without a handoff. */
  readonly askedToFinish?: true;
}

const nothing: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

/**
 * Runs an agent to its end. One that ended well but without a handoff is asked once to finish, in the same conversation
 * and within the same limits; one that never began, because a file went away while its sandbox was set up, is started once
 * more. While a person has taken over, its time limits are paused.
 */
export async function runWithPerson(
  programs: Programs,
  start: AgentStart,
  {
    profile,
    resume: earlier,
    spent: before,
  }: Pick<AgentWork, 'profile'> & {
    readonly resume: Conversation | undefined;
    /** Usage of earlier runs in the same session; the result contains it. */
    readonly spent?: Usage | undefined;
  },
  context: SessionContext,
): Promise<AgentRuns> {
  const { limits } = context.job;
  let minutes = Math.min(limits.minutes, limits.budgetMinutes ?? Infinity);
  let resume = earlier;
  let spent = before;
  let again: Again | undefined;
  const canGoOn = start.driver.cli !== undefined;
  let askedToFinish = false;
  let startedAgain = false;
  for (;;) {
    const launch = start.launch(resume, again);
    const listener: AgentListener = createAgentListener({
      reader: start.driver.reader?.(),
      limits,
      before: resume?.used,
      spent,
      conversation: launch.conversation,
      happened(event) {
        context.onAgentEvent(event);
        context.onStatus(statusOf(listener));
      },
    });
    const time = startRunTime();
    const entered = { ...launch, env: { ...launch.env, ...start.gitOnly } };
    const handedOff = () => start.hasHandoff(listener.transcript());
    const within = { ...context, minutes, handedOff };
    const end = inBudget(await runAgent(programs, entered, start.inside, within, listener), limits);
    minutes -= time.now() / 60_000;
    time.close();
    if (!startedAgain && lostSandbox(end, start.inside, context)) {
      context.reportProgress('The sandbox could not be set up: it is set up once more');
      startedAgain = true;
      continue;
    }
    await takeUsageFile(start.driver, launch, listener);
    const [usage, conversation] = [listener.usage(), listener.conversation()];
    const transcript = listener.transcript();
    const well = endedWell(end, transcript) && !context.signal.aborted;
    const early = well && canGoOn && !askedToFinish && minutes > 0 && endedEarly(start.driver, context, transcript);
    const finishes = early && !(await start.hasHandoff(transcript));
    if (conversation === undefined || (end !== 'taken-over' && !finishes)) {
      return {
        end: end === 'taken-over' ? { kind: 'ended', why: 'cancelled' } : end,
        transcript,
        ...(askedToFinish ? { askedToFinish } : {}),
        ...(usage === undefined ? {} : { usage }),
        ...(conversation === undefined ? {} : { conversation }),
      };
    }
    spent = usage;
    resume = { id: conversation, used: addUsage(earlier?.used ?? nothing, usageSince(before, spent)) };
    if (end === 'taken-over') {
      await letPersonIn(programs, start, profile, context, conversation);
      again = 'handed-back';
    } else {
      context.reportProgress('The agent ended without a handoff: it is asked once to finish');
      askedToFinish = true;
      again = 'finish';
    }
  }
}

/** An agent that is stopped because the run has no minutes left was not too slow itself. */
function inBudget(end: AgentEnd | 'taken-over', { minutes, budgetMinutes = Infinity }: Limits): typeof end {
  const outOfTime = end !== 'taken-over' && end.kind === 'ended' && end.why === 'timeout';
  if (!outOfTime || budgetMinutes >= minutes) return end;
  return { kind: 'ended', why: 'budget', detail: 'the minutes of the run (budget.minutes) are used up' };
}

/** Whether a file went away while the sandbox was set up, so that the agent was not started. */
function lostSandbox(end: AgentEnd | 'taken-over', { confined }: Inside, { tail, signal }: SessionContext): boolean {
  const failed = end !== 'taken-over' && end.kind === 'exited' && end.exitCode === 1;
  return confined && failed && !signal.aborted && lostItsSandbox(tail());
}

/** Whether an agent neither gave up, was ended, nor had trouble. */
function endedWell(end: AgentEnd | 'taken-over', { final, errors }: Transcript): boolean {
  return (
    end !== 'taken-over' && end.kind === 'exited' && end.exitCode === 0 && final?.ok !== false && errors.length === 0
  );
}

/** Whether the agent worked, and nothing is known of its end that asking it again would only meet again. */
function endedEarly(driver: AgentDriver, context: SessionContext, transcript: Transcript): boolean {
  const verdict = driver.judgeExit({ exitCode: 0, tail: context.tail(), transcript });
  return transcript !== emptyTranscript && (verdict === undefined || verdict.outcome === 'crashed');
}

/** Lets the person work, then ends the programs they left open, because those could still write. */
async function letPersonIn(
  programs: Programs,
  { driver, inside, gitOnly }: AgentStart,
  profile: AgentProfile,
  context: SessionContext,
  conversation: string,
): Promise<void> {
  const { place, marker, nonce, job, takeOver } = context;
  const argv = driver.cli?.takeOver(profile, place.worktree, conversation);
  if (argv === undefined) return;
  context.reportProgress('You have taken over');
  const env = { ...gitOnly, WAVEGATE_SESSION: nonce, WAVEGATE_TASK: job.subject };
  await takeOver.open({ argv: inside.enter(argv), env });
  await programs.endTree(undefined, marker);
  context.reportProgress('Returned to the agent, which continues');
}

function statusOf(listener: AgentListener): Omit<SessionStatus, 'takenOver'> {
  const [used, { retrying }] = [listener.usage(), listener.transcript()];
  return {
    ...(used === undefined ? {} : { used }),
    ...(retrying === undefined ? {} : { refused: retrying }),
  };
}

/** Some programs tell what they have used in a file of its own. */
async function takeUsageFile(driver: AgentDriver, launch: AgentLaunch, listener: AgentListener): Promise<void> {
  if (launch.usageFile === undefined || driver.readUsage === undefined) return;
  const text = await readFile(launch.usageFile, 'utf8').catch(() => '');
  driver.readUsage(text).forEach((event) => listener.take(event));
}
