import type { Handoff } from '../../core/handoff/schema.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { groundsProblem, reviewProblem } from '../../core/validators/judgeReview.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import { touchesLine } from '../../core/validators/liveFindings.ts';
import type { SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';
import { verifyFindings } from './findings.ts';
import { lookUpSupervision } from './lookUpSupervision.ts';
import type { LookUpMeans } from './lookUpSupervision.ts';

/**
 * Everything that an agent which only reads has reported, with its citations looked up. A validator without a usable verdict is not
 * done, whatever it reports.
 */
export async function reportedFindings(
  means: LookUpMeans & { readonly git: Pick<SessionGit, 'lineCount' | 'diffText'> },
  work: AgentWork,
  { place, job }: SessionContext,
  handoff: Handoff | undefined,
): Promise<Partial<SessionResult>> {
  const { git } = means;
  if (job.kind === 'draft') return handoff?.plan === undefined ? {} : { plan: handoff.plan };
  if (job.kind === 'review-plan') {
    return handoff?.planReview === undefined
      ? unusable('The reviewer ended without a review: its handoff has no "planReview".')
      : { planReview: handoff.planReview };
  }
  if (job.kind === 'learn') {
    return handoff?.learnings === undefined
      ? unusable('The agent ended without an answer: its handoff has no "learnings".')
      : { learnings: handoff.learnings };
  }
  if (job.kind === 'script') {
    return handoff?.script === undefined
      ? unusable('The agent ended without a script: its handoff has no "script".')
      : { script: handoff.script };
  }
  if (job.kind === 'explore') {
    const { implementationPlan } = handoff ?? {};
    return implementationPlan === undefined || implementationPlan.steps.length === 0
      ? unusable('The agent ended without an implementation plan: its handoff has no "implementationPlan" with steps.')
      : { implementationPlan };
  }
  if (job.kind === 'supervise') return reportedSupervision(means, work, place, handoff);
  const lookUp = (file: string): Promise<number | undefined> => git.lineCount(place, work.base, file);
  if (job.kind === 'validate' || job.kind === 'validate-task') {
    const review = handoff?.review;
    const problem = reviewProblem(review);
    if (review === undefined || problem !== undefined) return unusable(problem ?? '');
    const looked = await verifyFindings(review.findings, lookUp);
    const findings = looked.map(({ criteria = [], ...finding }) => ({
      ...finding,
      ...(criteria.length === 0 ? {} : { criteria }),
    }));
    if (job.kind === 'validate') {
      const { earlier = [] } = review;
      const touched = work.earlier === undefined ? [] : await touchedFindings(git, place, work.base, work.earlier);
      return { review: { verdict: review.verdict, findings, earlier, touched } };
    }
    const cites = (await verifyFindings(review.cites, lookUp)).map(({ id: _id, ...cite }) => cite);
    const groundless = groundsProblem({ cites, findings });
    return groundless === undefined ? { review: { verdict: review.verdict, findings, cites } } : unusable(groundless);
  }
  return handoff?.findings === undefined ? {} : { findings: await verifyFindings(handoff.findings, lookUp) };
}

/** Words of a supervisor go on to other agents, so what is recorded of them holds no secrets. */
async function reportedSupervision(
  means: LookUpMeans,
  work: AgentWork,
  place: SessionPlace,
  handoff: Handoff | undefined,
): Promise<Partial<SessionResult>> {
  if (handoff?.supervision === undefined) {
    return unusable('The supervisor ended without a word: its handoff has no "supervision".');
  }
  const clean = async (text: string): Promise<string> => (await means.redactor.text(text)).text;
  return {
    supervision: await lookUpSupervision(handoff.supervision, means, place, work.citesAt ?? work.base),
    handoff: await clean(JSON.stringify(handoff)),
    summary: await clean(handoff.summary),
  };
}

/** Largest difference that is looked at; beyond it a finding counts as untouched, and a person decides. */
const mostKilobytes = 20_000;

/** Ids of findings whose cited code has changed since they were reported. */
async function touchedFindings(
  git: Pick<SessionGit, 'diffText'>,
  place: SessionPlace,
  base: string,
  { since, findings }: NonNullable<AgentWork['earlier']>,
): Promise<readonly string[]> {
  const first = findings.map(({ file }) => file);
  const { text } = await git.diffText(place, { from: since, to: base, first, kilobytes: mostKilobytes });
  return findings.filter(({ file, line }) => touchesLine(text, file, line)).map(({ id }) => id);
}

function unusable(problem: string): Partial<SessionResult> {
  return { outcome: 'blocked', message: `${problem} Look at its output, then try again.` };
}
