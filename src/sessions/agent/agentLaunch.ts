import { hash, randomUUID } from 'node:crypto';
import { finishPrompt, firstPrompt, handedBackPrompt, nextPrompt, stagePrompt } from '../../core/agents/prompt.ts';
import type { AnswerKind } from '../../core/agents/answerSchema.ts';
import type { Again } from '../../core/agents/prompt.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { SessionKind } from '../../core/model/sessionResult.ts';
import { sessionVariables } from '../../core/run/session/sessionVariables.ts';
import { telemetryVariables } from '../../core/telemetry/agentVariables.ts';
import type { AgentDriver, AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { WorkFolder } from './workFolder.ts';

/**
 * The conversation that this session really continues with. A program that finds its conversations by their folder
 * cannot: every session has a worktree of its own.
 */
export function conversationFor(driver: AgentDriver, { resume }: AgentWork): AgentWork['resume'] {
  return driver.cli?.resumesIn === 'any-folder' ? resume : undefined;
}

export interface LaunchSurroundings {
  /** Everything this process can see; the driver chooses from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly resume: AgentWork['resume'];
  /** Absent when the agent is started for the first time in this session. */
  readonly again: Again | undefined;
  /** Section about the stage that goes on with a conversation. */
  readonly stage?: string;
}

/** How the agent of a session is started: its driver decides, from what the session knows. */
export function launchOf(
  driver: AgentDriver,
  work: AgentWork,
  context: SessionContext,
  files: WorkFolder,
  { environment, resume, again, stage }: LaunchSurroundings,
): AgentLaunch {
  const { profile, mode, directive, verify } = work;
  const { handOver, ...written } = files;
  const left = handOver === undefined || work.handOver === undefined ? {} : { handOver: work.handOver };
  const session = {
    ...sessionVariables(context.job.run, context.job.scope, context.job.subject, work.port),
    WAVEGATE_SESSION: context.nonce,
    WAVEGATE_STAGE: work.stage ?? context.job.kind,
    WAVEGATE_DIRECTIVE: files.directive,
    WAVEGATE_HANDOFF: files.handoff,
    ...(handOver === undefined ? {} : { WAVEGATE_HANDOVER: handOver }),
    ...telemetryVariables(context.job, environment, { sha256: (text) => hash('sha256', text, 'hex') }),
  };
  return driver.launch({
    profile,
    mode,
    worktree: context.place.worktree,
    ...written,
    prompt: promptFor(
      resume !== undefined,
      again,
    )({
      directive,
      mode,
      session,
      ...(stage === undefined ? {} : { stage }),
      ...left,
    }),
    folder: context.folder,
    verify,
    conversation: randomUUID(),
    ...(resume === undefined ? {} : { resume: resume.id }),
    ...answerOf(context.job.kind),
    session,
    environment,
    platform: process.platform,
  });
}

function answerOf(kind: SessionKind): { readonly answer?: AnswerKind } {
  if (kind === 'draft') return { answer: 'plan' };
  if (kind === 'review-plan') return { answer: 'plan-review' };
  if (kind === 'learn') return { answer: 'learnings' };
  if (kind === 'script') return { answer: 'script' };
  if (kind === 'explore') return { answer: 'implementation-plan' };
  if (kind === 'supervise') return { answer: 'supervision' };
  if (kind === 'validate-task') return { answer: 'task-review' };
  return kind === 'validate' ? { answer: 'review' } : {};
}

const againPrompts: Readonly<Record<Again, typeof firstPrompt>> = {
  'handed-back': handedBackPrompt,
  stage: stagePrompt,
  finish: finishPrompt,
};

function promptFor(resumed: boolean, again: Again | undefined): typeof firstPrompt {
  if (again !== undefined) return againPrompts[again];
  return resumed ? nextPrompt : firstPrompt;
}
