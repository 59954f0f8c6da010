import { judgeGreen } from '../../core/recipes/greenProof.ts';
import { judgeRed } from '../../core/recipes/redProof.ts';
import type { CallSitesAsked } from '../../core/model/callSites.ts';
import type { StageWork } from '../../core/model/sessionWork.ts';
import type { CheckRun, RedCommand, StageProof } from '../../core/model/checkRun.ts';
import type { CheckRequest } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { judgeMigration } from '../callSites/countSites.ts';
import type { Verdict } from './verdict.ts';
import { withVerification } from './verdict.ts';
import type { CheckServices, Verification } from './verifyWork.ts';
import { runAll, verifyWork } from './verifyWork.ts';

/** A stage whose agent has done its part, and what is known from the stages before. */
export interface StageToProve {
  readonly stage: StageWork;
  readonly verdict: Verdict;
  /** Commit that the session began with, that the stage began with, and that holds its work. */
  readonly base: string;
  readonly from: string;
  readonly commit: string;
  /** Commands of the last red stage. */
  readonly red: readonly RedCommand[];
  /** Globs of report files; see AgentWork. */
  readonly report: readonly string[];
  /** Call sites that the task replaces, and whether there may be none. */
  readonly callSites: readonly CallSitesAsked[];
  readonly mayBeEmpty: boolean;
}

type ProofServices = CheckServices & { readonly git: Pick<SessionGit, 'callSites'> };

export interface Proved {
  readonly verdict: Verdict;
  readonly verification: readonly CheckRun[];
  readonly proof: Pick<StageProof, 'tests' | 'red' | 'passed' | 'skipped' | 'repeats' | 'broken' | 'callSites'>;
}

type How = Pick<CheckRequest, 'env' | 'inside'>;

/** Runs the commands of a stage, and compares them with what it has to show. */
export async function proveStage(
  services: ProofServices,
  asked: StageToProve,
  context: SessionContext,
  how: How,
): Promise<Proved> {
  const { stage, verdict } = asked;
  switch (stage.shows) {
    case 'nothing':
      return { verdict, verification: [], proof: {} };
    case 'red':
      return proveRed(services, asked, context, how);
    case 'migrated':
      return proveMigrated(services, asked, context, how);
    case 'green':
    case 'success':
      return proveGreen(services, asked, context, how);
  }
}

async function proveRed(
  { checks, git }: CheckServices,
  { stage, verdict, from, commit, report }: StageToProve,
  context: SessionContext,
  how: How,
): Promise<Proved> {
  const { place, signal } = context;
  const runs: (readonly CheckRun[])[] = [];
  for (let count = 0; count < stage.repeats && !signal.aborted; count++) {
    runs.push(await runAll(checks, stage.run, { report }, context, how, 'Running the new tests, which have to fail'));
    await git.restore(place, commit);
  }
  await git.restore(place, from);
  const before = await runAll(checks, stage.run, { report }, context, how, 'Running the tests there were before');
  await git.restore(place, commit);
  const verification = runs.at(0) ?? [];
  if (signal.aborted) return { verdict, verification, proof: {} };
  const judged = judgeRed(before, runs);
  if ('why' in judged) return broken(stage, judged.why, verification);
  const tests = judged.red.flatMap((command) => command.tests);
  const proof = { tests, red: judged.red, ...counts(verification), repeats: runs.length };
  return { verdict, verification, proof };
}

async function proveGreen(
  services: CheckServices,
  { stage, verdict, base, commit, red, report }: StageToProve,
  context: SessionContext,
  how: How,
): Promise<Proved> {
  const asked = red.filter(({ tests }) => tests.length > 0);
  const needed = stage.shows === 'green' ? asked.map(({ command }) => command) : [];
  const verify = [...new Set([...stage.run, ...needed])];
  const verified = await verifyWork(services, { verify, base, report }, context, how, commit);
  const verification = verified.map(({ run }) => run);
  const first = withVerification(verdict, verified);
  if (stage.shows !== 'green' || context.signal.aborted)
    return { verdict: first, verification, proof: counts(verification) };
  // With the failures of before: those of the repetitions have them, too, and none excuses a test of the red stage.
  const runs: (readonly CheckRun[])[] = [verified.map(({ whole }) => whole)];
  // What is red already need not be run again.
  for (let count = 1; count < stage.repeats && first.outcome === 'done' && !context.signal.aborted; count++) {
    runs.push(
      await runAll(services.checks, needed, { report }, context, how, 'Running the tests again, to find flaky ones'),
    );
    await services.git.restore(context.place, commit);
  }
  if (context.signal.aborted) return { verdict: first, verification, proof: counts(verification) };
  const why = judgeGreen(asked, runs) ?? redBesides(first, verified);
  if (why !== undefined) return broken(stage, why, verification);
  const tests = asked.flatMap((command) => command.tests);
  return { verdict: first, verification, proof: { tests, ...counts(verification), repeats: runs.length } };
}

async function proveMigrated(
  services: ProofServices,
  asked: StageToProve,
  context: SessionContext,
  how: How,
): Promise<Proved> {
  const proved = await proveGreen(services, asked, context, how);
  if (context.signal.aborted) return proved;
  const { stage, base, commit, callSites, mayBeEmpty } = asked;
  context.reportProgress('Counting the call sites that are left');
  const { counts, why } = await judgeMigration(services.git, context.place, callSites, [base, commit], mayBeEmpty);
  const proof = { ...proved.proof, callSites: counts };
  if (why === undefined || proved.verdict.outcome !== 'done') return { ...proved, proof };
  const stopped = broken(stage, why, proved.verification);
  return { ...stopped, proof: { ...stopped.proof, callSites: counts } };
}

/** Why a stage is not green although the tests of the red one pass. */
function redBesides(verdict: Verdict, verified: readonly Verification[]): string | undefined {
  return verified.some(({ passes }) => !passes) ? verdict.message : undefined;
}

function broken(stage: StageWork, why: string, verification: readonly CheckRun[]): Proved {
  const message = `Stage ${stage.id} is not proved. ${why} What the agent did is kept; look at it, then dispatch the task again.`;
  return { verdict: { outcome: 'blocked', message }, verification, proof: { ...counts(verification), broken: why } };
}

function counts(runs: readonly CheckRun[]): Pick<StageProof, 'passed' | 'skipped'> {
  const sum = (name: 'passed' | 'skipped'): number | undefined => {
    const known = runs.flatMap((run) => run[name] ?? []);
    return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
  };
  const [passed, skipped] = [sum('passed'), sum('skipped')];
  return { ...(passed === undefined ? {} : { passed }), ...(skipped === undefined ? {} : { skipped }) };
}
