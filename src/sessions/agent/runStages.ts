import { startRunTime } from '../../clock/runTime.ts';
import type { StageWork } from '../../core/model/sessionWork.ts';
import type { CheckRun, StageProof } from '../../core/model/checkRun.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { siteLines } from '../callSites/countSites.ts';
import { proveStage } from './proveStage.ts';
import type { Proved } from './proveStage.ts';
import { beganAfresh, frozenVerdict, requestFor, reviewOf, testFilesIn } from './stagePlan.ts';
import type { NextStage } from './stagePlan.ts';
import { afterChecks, claimsOf, notDone, surroundingsOf, withNoticed, withoutSandbox } from './stageResult.ts';
import { runStage } from './stageRun.ts';
import type { SessionAtWork, StageEnd } from './stage.ts';
import type { Verdict } from './verdict.ts';

/** Progress of a session through its stages. */
interface Progress {
  readonly proofs: readonly StageProof[];
  readonly last?: { readonly end: StageEnd; readonly runs: readonly CheckRun[]; readonly noticed: readonly string[] };
  /** Agent of the last run, and usage before it. */
  readonly agent?: string;
  readonly before?: StageEnd['result']['usage'];
  /** Minutes that agents have worked. */
  readonly minutes?: number;
}

/**
 * Runs the stages of a recipe one after the other, in one worktree. Each ends with the commands that prove it; the first
 * that is not proved ends the session. What all of them changed is one commit, as of any session.
 */
export async function runStages(session: SessionAtWork, stages: readonly StageWork[]): Promise<SessionResult> {
  const { work } = session;
  let progress: Progress = { proofs: work.proved ?? [] };
  for (const [index, stage] of stages.entries()) {
    if (index < progress.proofs.length) continue;
    const next = nextStage(session, stage, { position: index + 1, of: stages.length }, progress);
    const ended = await oneStage(session, next, progress);
    if ('outcome' in ended) return ended;
    progress = ended;
  }
  const { last, proofs } = progress;
  if (last === undefined)
    return { outcome: 'crashed', message: 'The recipe has no stage that could run.', stages: proofs };
  const { end, runs, noticed } = last;
  const result = { ...end.result, ...claimsOf(end, runs), stages: proofs };
  return withNoticed({ ...result, ...wholeVerdict(session, end) }, noticed, end.left);
}

function nextStage(
  { work }: SessionAtWork,
  stage: StageWork,
  { position, of }: Pick<NextStage, 'position' | 'of'>,
  { proofs, last, agent, before }: Progress,
): NextStage {
  const red = proofs.findLast((proof) => proof.red !== undefined);
  const from = proofs.at(-1)?.commit ?? work.base;
  const known = { red: red?.red ?? [], redFiles: red?.unchanged ?? [] };
  return { stage, position, of, from, ...known, last: last?.end, lastAgent: agent, before };
}

/** The progress after a stage, or the result of the session where it ends with it. */
async function oneStage(whole: SessionAtWork, next: NextStage, progress: Progress): Promise<Progress | SessionResult> {
  const session = atStage(whole, next.stage.id);
  const { services, work, context } = session;
  context.onStatus({});
  const { stage } = next;
  const sites =
    stage.shows === 'migrated' ? await siteLines(services.git, context.place, work.callSites ?? [], next.from) : [];
  const isFirst = progress.last === undefined;
  const request = {
    ...requestFor(work, { ...next, sites }, services.driverOf(stage.profile.driver)),
    ...(isFirst && work.left !== undefined ? { left: work.left } : {}),
  };
  const time = startRunTime();
  const end = await runStage(withBudget(session, progress.minutes ?? 0), request);
  const minutes = (progress.minutes ?? 0) + time.now() / 60_000;
  time.close();
  if (end === 'missing') return withoutSandbox;
  const proof: StageProof = {
    stage: stage.id,
    shows: stage.shows,
    agent: stage.agent,
    commit: end.commit,
    commands: stage.run,
    ...(beganAfresh(stage, request) ? { afresh: true } : {}),
  };
  const stopWith = (verdict: Verdict, runs: readonly CheckRun[], shown: Partial<StageProof>): SessionResult => ({
    ...notDone({ ...end, verdict }),
    ...(runs.length === 0 ? {} : claimsOf(end, runs)),
    stages: [...progress.proofs, { ...proof, ...shown }],
  });
  const frozen = frozenVerdict(end.verdict, next, work, end.facts.violations);
  if (frozen.outcome !== 'done') return stopWith(frozen, [], { broken: frozen.message });
  const review = reviewOf(stage, end);
  if (typeof review === 'string') return stopWith({ outcome: 'blocked', message: review }, [], { broken: review });
  const proved = await prove(session, next, end);
  const { stopped, noticed } = await afterChecks(session, end, proved.verification);
  if (stopped !== undefined) return { ...stopped, stages: progress.proofs };
  const { verdict, verification } = proved;
  if (verdict.outcome !== 'done') {
    return stopWith(verdict, verification, { broken: verdict.message, ...proved.proof });
  }
  context.reportProgress(`Stage ${stage.id} is proved`);
  const unchanged = stage.shows === 'red' ? testFilesIn(end.result.changes ?? [], work) : next.redFiles;
  const held = stage.shows === 'red' || stage.shows === 'green' ? { unchanged } : {};
  return {
    proofs: [...progress.proofs, { ...proof, ...proved.proof, ...held, ...review }],
    last: { end, runs: verification, noticed: [...(progress.last?.noticed ?? []), ...noticed] },
    agent: stage.agent,
    before: progress.last?.end.result.usage,
    minutes,
  };
}

function prove(session: SessionAtWork, next: NextStage, end: StageEnd): Promise<Proved> {
  const { services, work, context } = session;
  const asked = {
    ...next,
    verdict: end.verdict,
    base: work.base,
    commit: end.commit,
    report: work.report,
    callSites: work.callSites ?? [],
    mayBeEmpty: work.mayBeEmpty,
  };
  return proveStage(services, asked, context, surroundingsOf(session, end));
}

/** Reports the stage with everything else that is reported of the session. */
function atStage(session: SessionAtWork, stage: string): SessionAtWork {
  const { context } = session;
  return { ...session, context: { ...context, onStatus: (status) => context.onStatus({ ...status, stage }) } };
}

/** Each stage has the time of a session, but all together only what is left in the budget of the run. */
function withBudget(session: SessionAtWork, spent: number): SessionAtWork {
  const { job } = session.context;
  const { budgetMinutes } = job.limits;
  if (budgetMinutes === undefined) return session;
  const limits = { ...job.limits, budgetMinutes: Math.max(0, budgetMinutes - spent) };
  return { ...session, context: { ...session.context, job: { ...job, limits } } };
}

/** Stages that only read, and those that come to nothing, leave a task undone. */
function wholeVerdict({ work }: SessionAtWork, { verdict, result }: StageEnd): Verdict {
  if ((result.changes ?? []).length > 0 || work.mayBeEmpty) return verdict;
  return {
    outcome: 'blocked',
    message:
      'All stages ended, but nothing has changed. Look at what the agents did; if the task may end with nothing to change, give it allowEmpty: true.',
  };
}
