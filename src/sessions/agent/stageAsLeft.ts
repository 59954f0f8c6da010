import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { AgentFacts } from './verdict.ts';
import type { SessionAtWork, StageEnd } from './stage.ts';

/**
 * Work of an agent that had ended before, as if it had ended now: its files are put into the worktree, so that the
 * commands of the plan can run on them once more.
 *
 * @param left result of the session when its agent had ended
 * @throws Error when the result names no commit with the work
 */
export async function stageAsLeft(
  { services, work, context }: SessionAtWork,
  left: SessionResult,
  { stage, env, inside }: Pick<StageEnd, 'env' | 'inside'> & { readonly stage: string | undefined },
): Promise<StageEnd> {
  const { outcome: _outcome, message: _message, usage: _usage, verification: _verification, ...result } = left;
  const { snapshot } = left;
  const commit = stage === undefined ? snapshot : left.stages?.findLast((proof) => proof.stage === stage)?.commit;
  if (snapshot === undefined || commit === undefined)
    throw new Error('The work to verify is not known any more. Change the plan so that its task is dispatched again.');
  context.reportProgress('Verifying the same work again; no agent is started');
  await services.git.restore(context.place, commit);
  const handoff = await handoffOf({ services, context }, left);
  const verdict = { outcome: 'done' as const, message: left.summary ?? '' };
  const facts: AgentFacts = {
    end: { kind: 'exited', exitCode: left.exitCode ?? null },
    mode: work.mode,
    violations: [],
    backupFolder: context.place.backupFolder,
    limits: context.job.limits,
    exitVerdict: undefined,
    handoff,
  };
  const outside = { violations: [], noticed: left.outside ?? [] };
  return { verdict, result, handoff, facts, commit, snapshot, env, inside, outside, left: [], claimed: [] };
}

/** The handoff was believed when it was new: it is read again for what it says. */
async function handoffOf(
  { services, context }: Pick<SessionAtWork, 'services' | 'context'>,
  { handoff: text, changes = [] }: SessionResult,
): Promise<StageEnd['handoff']> {
  const judge = await services.judgeHandoff();
  const { subject: task } = context.job;
  const of = { text, task, nonce: writerOf(text), changes, mayBeEmpty: true };
  return judge({ ...of, startedAt: 0, took: { clockMs: 0, steadyMs: 0 } });
}

/** Session that a handoff says it is of. */
function writerOf(text = ''): string {
  const found = /"session"\s*:\s*"([^"\\]*)"/.exec(text);
  return found?.[1] ?? '';
}
