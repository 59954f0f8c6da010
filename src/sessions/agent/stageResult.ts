import { leftRunningSentence } from '../../core/agents/leftRunning.ts';
import { compareVerification } from '../../core/handoff/compareVerification.ts';
import { namedVariables } from '../../core/run/session/namedVariables.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { CheckRequest } from '../../sessionPorts/checkRunner.ts';
import { withNote, withNoticed as withOutside } from '../../core/run/session/resultNotes.ts';
import { resetNote } from './agentReport.ts';
import type { SessionAtWork, StageEnd } from './stage.ts';
import { judgeAgent } from './verdict.ts';

export const withoutSandbox: SessionResult = {
  outcome: 'crashed',
  message:
    'The plan requires a sandbox (worktree.sandbox), and none works here. On Linux install the package bubblewrap and try again, or choose auto or off in the plan.',
};

/** Result of a run whose agent was not done. */
export function notDone({ result, verdict, outside, left, denied }: StageEnd): SessionResult {
  const { resetsAt } = result.limit ?? {};
  const plain = { ...result, ...verdict };
  const ended = denied === undefined ? plain : withNote(plain, denied);
  return withNoticed(resetsAt === undefined ? ended : withNote(ended, resetNote(resetsAt)), outside.noticed, left);
}

/** How the commands of the plan run after an agent: with what it saw, and what the plan names besides. */
export function surroundingsOf(
  { services, work, guard }: SessionAtWork,
  end: StageEnd,
): Pick<CheckRequest, 'env' | 'inside'> {
  const env = { ...end.env, ...namedVariables(services.environment, work.verifyEnv), ...guard.environment };
  return { env, inside: end.inside };
}

export interface Checked {
  /** Changes outside that nothing attributes to the session. */
  readonly noticed: readonly string[];
  /** The result, where what was run keeps the session from being done. */
  readonly stopped?: SessionResult;
}

/** Looks at what the commands have done: they run what is largely the agent's work, so the same rules apply to them. */
export async function afterChecks(
  { guard, edited, context }: SessionAtWork,
  end: StageEnd,
  runs: readonly CheckRun[],
): Promise<Checked> {
  const later = runs.length > 0 ? await guard.restore(edited.outside(), end.inside.mayWrite) : end.outside;
  const noticed = [...new Set([...end.outside.noticed, ...later.noticed])];
  const { violations } = later;
  const verified = { ...end.result, ...claimsOf(end, runs) };
  if (violations.length > 0) {
    const verdict = judgeAgent({ ...end.facts, violations });
    return { noticed, stopped: withNoticed({ ...verified, violations, ...verdict }, noticed, end.left) };
  }
  if (!context.signal.aborted) return { noticed };
  const cancelled = { outcome: 'cancelled' as const, message: 'The session was ended on request.' };
  return { noticed, stopped: withNoticed({ ...verified, ...cancelled }, noticed, end.left) };
}

/** The runs of the plan's commands, and what the agent says of them compared with that. */
export function claimsOf(
  { handoff }: StageEnd,
  verification: readonly CheckRun[],
): Pick<SessionResult, 'verification' | 'claims'> {
  const claims = compareVerification(handoff.handoff?.verification ?? [], verification);
  return { verification, ...(claims.length === 0 ? {} : { claims }) };
}

/** Adds what the person should know of although it is no reason against the session. */
export function withNoticed(result: SessionResult, noticed: readonly string[], left: readonly string[]): SessionResult {
  const running = leftRunningSentence('Its agent', left);
  return withOutside(running === '' ? result : withNote(result, running), noticed);
}
