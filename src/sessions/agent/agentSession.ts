import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import { withGuard } from '../withGuard.ts';
import { createEditedFiles } from './editedFiles.ts';
import { reportedFindings } from './reportedFindings.ts';
import { runStages } from './runStages.ts';
import { afterChecks, claimsOf, notDone, surroundingsOf, withNoticed, withoutSandbox } from './stageResult.ts';
import { runStage } from './stageRun.ts';
import type { AgentServices, SessionAtWork } from './stage.ts';
import { withVerification } from './verdict.ts';
import { verifyCriteria } from './verifyCriteria.ts';
import { verifyWork } from './verifyWork.ts';

/**
 * One agent on one worktree: set a guard, run the agent, undo what it was not allowed to do, keep the rest as a commit,
 * and only then ask whether what it says of its work is true. A task with a recipe of several stages goes through that
 * for each of them.
 */
export function createAgentSession(services: AgentServices): SessionHandler<AgentWork> {
  return async (work, context) => {
    // Whether it works is tried by starting a program, which takes as long as setting the guard.
    const trying = work.sandbox.sandbox === 'off' ? undefined : services.sandbox.status();
    // Whoever enters it hears of a failure, once the guard is up.
    trying?.catch(() => undefined);
    const { branch, base, reserved } = work;
    return withGuard(services.git, context.place, { branch, base, reserved }, async (guard) => {
      const session = { services, work, context, guard, edited: createEditedFiles(context.place.worktree) };
      return work.stages === undefined ? runOnce(session) : runStages(session, work.stages);
    });
  };
}

async function runOnce(session: SessionAtWork): Promise<SessionResult> {
  const { services, work, context } = session;
  const end = await runStage(session, { work, claimed: [], left: work.left });
  if (end === 'missing') return withoutSandbox;
  if (end.verdict.outcome !== 'done') return notDone(end);
  if (work.criteria !== undefined) return verifyCriteria(session, end, work.criteria);
  const verification = await verifyWork(services, work, context, surroundingsOf(session, end), end.commit);
  const runs = verification.map(({ run }) => run);
  const { stopped, noticed } = await afterChecks(session, end, runs);
  if (stopped !== undefined) return stopped;
  const findings = await reportedFindings(services, work, context, end.handoff.handoff);
  const result = { ...end.result, ...claimsOf(end, runs), ...withVerification(end.verdict, verification) };
  return withNoticed({ ...result, ...findings }, noticed, end.left);
}
