import { randomUUID } from 'node:crypto';
import { firstPrompt, nextPrompt } from '../../core/agents/prompt.ts';
import type { AgentWork } from '../../core/run/effects.ts';
import type { AgentDriver, AgentLaunch } from '../../ports/agentDriver.ts';
import type { SessionContext } from '../../ports/sessionHandler.ts';
import type { WorkFolder } from './workFolder.ts';

/** How the agent of a session is started: its driver decides, from what the session knows. */
export function launchOf(
  driver: AgentDriver,
  work: AgentWork,
  context: SessionContext,
  files: WorkFolder,
  environment: Readonly<Record<string, string | undefined>>,
): AgentLaunch {
  const { profile, mode, directive, resume, verify } = work;
  const session = {
    WAVEGATE_SESSION: context.nonce,
    WAVEGATE_TASK: context.job.subject,
    WAVEGATE_DIRECTIVE: files.directive,
    WAVEGATE_HANDOFF: files.handoff,
    WAVEGATE_PORT: String(work.port),
  };
  return driver.launch({
    profile,
    mode,
    worktree: context.place.worktree,
    ...files,
    prompt: (resume === undefined ? firstPrompt : nextPrompt)({ directive, mode, session }),
    folder: context.folder,
    verify,
    conversation: randomUUID(),
    ...(resume === undefined ? {} : { resume: resume.id }),
    session,
    environment,
    platform: process.platform,
  });
}
