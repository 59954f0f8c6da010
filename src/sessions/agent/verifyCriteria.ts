import { judgeCriteria } from '../../core/criteria/judgeCriteria.ts';
import type { Criterion } from '../../core/criteria/criteria.ts';
import { listed } from '../../core/words/labels.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { afterChecks, surroundingsOf, withNoticed } from './stageResult.ts';
import type { SessionAtWork, StageEnd } from './stage.ts';
import { runAll } from './verifyWork.ts';

/** Most commands of one report that are run again; a claim that cites another stays unproven. */
const mostCommands = 50;

/**
 * Holds the report of a verifier against what its cited commands do when the host runs them, on exactly the commit that was
 * to be verified.
 */
export async function verifyCriteria(
  session: SessionAtWork,
  end: StageEnd,
  asked: readonly Criterion[],
): Promise<SessionResult> {
  const { services, work, context } = session;
  const { handoff } = end.handoff;
  if (handoff?.criteria === undefined) {
    const message =
      'The verifier ended without a report: its handoff has no "criteria". Look at its output, then try the wave again.';
    return withNoticed({ ...end.result, outcome: 'blocked', message }, end.outside.noticed, end.left);
  }
  const cited = handoff.criteria.flatMap(({ command, verdict }) =>
    command === undefined || verdict === 'not-covered' ? [] : [command],
  );
  const commands = [...new Set(cited)].slice(0, mostCommands);
  await services.git.restore(context.place, work.base);
  const how = surroundingsOf(session, end);
  const runs = await runAll(services.checks, commands, work, context, how, 'Running what the verifier cites');
  await services.git.restore(context.place, work.base);
  const { stopped, noticed } = await afterChecks(session, end, runs);
  if (stopped !== undefined) return stopped;
  // A program that tells nothing of its commands is held to the list of its handoff.
  const ran = end.ran ?? handoff.verification.map(({ command }) => command);
  const criteria = judgeCriteria(asked, handoff.criteria, runs, ran);
  const wrong = criteria.filter(({ confirmation }) => confirmation === 'contradicted').map(({ id }) => id);
  const note = wrong.length === 0 ? '' : ` Claims that do not hold: ${listed(wrong)}.`;
  const verdict = { ...end.verdict, message: `${end.verdict.message}${note}` };
  return withNoticed({ ...end.result, ...verdict, verification: runs, criteria }, noticed, end.left);
}
