import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlanReview } from '../../core/model/planReview.ts';
import { planHash } from '../../core/plan/planHash.ts';
import type { Plan } from '../../core/plan/schema/plan.ts';
import { parsePlan } from '../../core/planRules/check/parsePlan.ts';
import { foldPass } from '../../core/planReview/foldPass.ts';
import type { CheckText } from '../../core/planReview/gapEdit.ts';
import { chooseReviewers } from '../../core/planReview/reviewers.ts';
import type { ChosenReviewer } from '../../core/planReview/reviewers.ts';
import { dismissGap, takeGap } from '../../core/planReview/settleGap.ts';
import { reviewerTitle } from '../../core/planReview/summary.ts';
import { count } from '../../core/words/labels.ts';
import { outsideNotes } from '../../core/run/session/resultNotes.ts';
import { askReviewers } from '../../engine/draft/reviewPlan.ts';
import type { ReviewNews } from '../../engine/draft/reviewPlan.ts';
import { RunError } from '../../engine/runError.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { launchPlan } from './launchPlan.ts';
import { keepPlanReview, readPlanReview, writePlanReview } from './planReviewFile.ts';
import { newRunId } from '../shared/runId.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A person's wish to have a plan read. */
export interface ReviewWish {
  /** The plan file. Absolute. */
  readonly planPath: string;
  /** Profiles of the plan or drivers, at most two; none: chosen. */
  readonly agents: readonly string[];
  /** Driver from a setting. */
  readonly preferred?: string;
  /** Begins with other conversations; what was said before is kept in a file beside. */
  readonly afresh: boolean;
}

type Composed = Pick<ComposedEngine, 'ports' | 'layout'>;

/** A review after a pass, and remarks for the person. */
export interface ReviewedPlan {
  readonly review: PlanReview;
  readonly notes: readonly string[];
}

/** The review of the plan file so far; undefined where there is none. @throws errors of the file system */
export function planReviewOf({ ports, layout }: Composed): Promise<PlanReview | undefined> {
  return readPlanReview(layout.planReviewFile(ports.planFile.file));
}

/**
 * Has two reviewers read the plan, in the conversations of the pass before, and keeps what they say. The plan file is not
 * written.
 *
 * @throws RunError `plan` when the plan cannot be reviewed or no reviewer answers; WorkspaceError, ExecutorError
 */
export async function reviewPlan(
  wish: ReviewWish,
  composed: Composed,
  services: Pick<WorkerServices, 'repositoryAt' | 'placeFacts' | 'installedAgents'>,
  told: (news: ReviewNews) => void,
  signal: AbortSignal,
): Promise<ReviewedPlan> {
  const { ports, layout } = composed;
  const { planPath } = wish;
  const name = path.basename(planPath);
  const { plan, source, check } = await readablePlan(planPath, wish.preferred, services);
  const reviewers = chooseReviewers(plan, {
    named: wish.agents,
    ...(wish.preferred === undefined ? {} : { preferred: wish.preferred }),
    installed: await services.installedAgents(path.dirname(planPath)),
  });
  if ('problem' in reviewers) throw new RunError('plan', reviewers.problem);
  const file = layout.planReviewFile(ports.planFile.file);
  const stored = await readPlanReview(file);
  const isOther = stored !== undefined && wish.agents.length > 0 && !isSameCast(stored, reviewers);
  if (wish.afresh || isOther || stored === undefined) await keepPlanReview(file, newRunId(ports.clock.now()));
  const before = stored === undefined || wish.afresh || isOther ? begun(reviewers, ports.clock.now()) : stored;
  const cast = castOf(before, plan, reviewers);
  if (cast === undefined) {
    throw new RunError(
      'plan',
      `An agent that reviewed ${name} is neither in the plan nor installed any more. Begin another review: wavegate review-plan ${name} --afresh.`,
    );
  }
  const keepAlive = setInterval(() => undefined, 2 ** 31 - 1);
  const request = {
    run: before.run,
    file: ports.planFile.file,
    source,
    settings: plan,
    review: before,
    profiles: cast,
  };
  const { base, reports } = await askReviewers(request, ports, told, signal).finally(() => clearInterval(keepAlive));
  if (signal.aborted)
    throw new RunError('plan', 'The review was ended before its reviewers had answered. Nothing is kept of it.');
  if (reports.every(({ failed }) => failed !== undefined)) {
    const why = reports.map(({ subject, failed }) => `${reviewerTitle(before.reviewers, subject)}: ${failed ?? ''}`);
    throw new RunError('plan', `No reviewer has given a review. ${why.join(' ')}`);
  }
  const outside = [...new Set(reports.flatMap((report) => report.outside ?? []))];
  const hash = planHash(plan, (text) => ports.digest.sha256(text));
  const review = foldPass(before, { at: ports.clock.now(), plan: hash, source, base }, reports, check);
  await writePlanReview(file, review);
  return { review, notes: [...(await notesOn(planPath, source, isOther)), ...outsideNotes(outside)] };
}

/**
 * Takes or dismisses gaps, one after the other: all of them, or none. The plan is written where something of it changes.
 *
 * @throws RunError `plan` when one of them cannot be taken or dismissed
 */
export async function settleGaps(
  planPath: string,
  wanted: {
    readonly take: readonly number[];
    readonly dismiss: readonly { readonly gap: number; readonly why: string }[];
  },
  composed: Composed,
  who: string,
  now: string,
): Promise<{ readonly review: PlanReview; readonly source: string }> {
  const { ports, layout } = composed;
  const file = layout.planReviewFile(ports.planFile.file);
  let review = await readPlanReview(file);
  const name = path.basename(planPath);
  if (review === undefined)
    throw new RunError('plan', `${name} has not been reviewed yet: wavegate review-plan ${name}`);
  const check = await checkerOf(ports.planFile.file, composed);
  let source = now;
  for (const gap of wanted.take) {
    const taken = takeGap(review, gap, source, check);
    if ('problem' in taken) throw new RunError('plan', taken.problem);
    ({ review, source } = taken);
  }
  for (const { gap, why } of wanted.dismiss) {
    const dismissed = dismissGap(review, gap, why, who);
    if ('problem' in dismissed) throw new RunError('plan', dismissed.problem);
    review = dismissed;
  }
  await writePlanReview(file, review);
  return { review, source };
}

/** Writes a plan that edits were taken into, unless somebody has changed it meanwhile. */
export async function writeTaken(planPath: string, before: string, after: string): Promise<void> {
  if (before === after) return;
  if ((await readFile(planPath, 'utf8')) !== before) {
    throw new RunError(
      'plan',
      `${path.basename(planPath)} was changed meanwhile, so it was not written. Take the edit again.`,
    );
  }
  await writeFile(planPath, after);
}

/** @throws RunError `plan` when it has errors: reviewers would find what the rules say already */
async function readablePlan(
  planPath: string,
  preferred: string | undefined,
  services: Pick<WorkerServices, 'repositoryAt' | 'placeFacts'>,
): Promise<{ readonly plan: Plan; readonly source: string; readonly check: CheckText }> {
  const name = path.basename(planPath);
  const wanted = { folder: path.dirname(planPath), named: false, agent: preferred };
  const { plan, problems, source, assumed } = await launchPlan(services, planPath, wanted);
  // A plan that no agent carries out yet can be read all the same.
  const errors = problems.filter(({ severity, code }) => severity === 'error' && code !== 'no-agent');
  if (plan === undefined || errors.length > 0) {
    throw new RunError(
      'plan',
      `${name} has ${count(Math.max(errors.length, 1), 'error')}, so nobody is asked to review it yet. First: ${errors[0]?.message ?? 'it cannot be read.'} \`wavegate lint ${name}\` lists them.`,
    );
  }
  return { plan, source, check: (text) => parsePlan(text, assumed === undefined ? {} : { assumed }) };
}

async function checkerOf(planFile: string, { ports }: Composed): Promise<CheckText> {
  const assumed = await ports.planFile.assumed?.();
  return (text) => parsePlan(text, { planFile, ...(assumed === undefined ? {} : { assumed }) });
}

function begun(reviewers: readonly ChosenReviewer[], at: number): PlanReview {
  return {
    version: 1,
    run: newRunId(at),
    reviewers: reviewers.map(({ subject, agent, disposition }) => ({ subject, agent, disposition })),
    passes: [],
    gaps: [],
  };
}

function isSameCast({ reviewers }: PlanReview, chosen: readonly ChosenReviewer[]): boolean {
  return reviewers.every(({ agent }, index) => agent === chosen[index]?.agent);
}

/** Profiles of the reviewers of a review; undefined where one of them is not known any more. */
function castOf(
  { reviewers }: PlanReview,
  { agents }: Plan,
  chosen: readonly ChosenReviewer[],
): Readonly<Record<string, Plan['agents'][string]>> | undefined {
  const cast = reviewers.map(({ subject, agent }) => {
    const own = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
    return [subject, own ?? chosen.find((each) => each.agent === agent)?.profile] as const;
  });
  const known = cast.flatMap(([subject, profile]) => (profile === undefined ? [] : [[subject, profile] as const]));
  return known.length === cast.length ? Object.fromEntries(known) : undefined;
}

async function notesOn(planPath: string, source: string, isOther: boolean): Promise<readonly string[]> {
  const name = path.basename(planPath);
  const now = await readFile(planPath, 'utf8').catch(() => '');
  return [
    ...(isOther
      ? ['Other agents review now, so this is their first pass. What was said before is kept beside it.']
      : []),
    ...(now === source
      ? []
      : [`${name} has changed while it was reviewed. The reviewers have read it as it was; have them look again.`]),
  ];
}
