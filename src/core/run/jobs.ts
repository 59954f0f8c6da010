import { withAnswers } from '../directive/answers.ts';
import { namedCountsOf } from '../checks/shrinkage.ts';
import type { Tools } from '../model/tools.ts';
import { profileOf } from '../plan/lookup.ts';
import type { Plan, PlanStage, PlanTask } from '../plan/schema/plan.ts';
import { recipeOf, stagesOf } from '../recipes/stages.ts';
import { agentLimits } from '../queries/agentLimits.ts';
import { minutesLeft } from '../queries/budget.ts';
import type { AgentWork, CheckWork, Job, MergeWork, Work } from '../model/effects.ts';
import { conversationOf, handOverOf } from './session/handOver.ts';
import { revisionMessage, waveMessage } from '../queries/messages.ts';
import { readinessSubject, conflictsRef, mergedRef, resolvedMerge, runBranch, sessionBranch } from '../model/names.ts';
import { waveCriteria } from '../queries/criteria.ts';
import { reviewMaterial } from './validation/reviewMaterial.ts';
import { commandsToVerify } from './wave/planVerifier.ts';
import { checksOf } from '../queries/checksOf.ts';
import { pushToTry } from '../queries/pushHook.ts';
import { probes } from '../queries/readiness.ts';
import { exploredFor, exploreKey } from '../queries/exploring.ts';
import { planSection } from '../directive/implementationPlan.ts';
import { sessionVariables } from './session/sessionVariables.ts';
import {
  isAgentSession,
  isReader,
  latestGate,
  mergedBy,
  planTask,
  planWave,
  taskSessions,
} from '../queries/runQueries.ts';
import type { RunState, Session, WaveState } from '../model/state.ts';
import type { CheckRun } from '../model/checkRun.ts';
import { divideWork } from './divideJob.ts';
import { forgeLimits, landWork, shipWork, watchWork } from './ship/shipJobs.ts';
import { worktreeSettings } from '../model/worktreeSettings.ts';

/**
 * Mechanical sessions are git and file work of seconds, unless hooks of the repository run; this only ends one that hangs.
 * Checks have their own limit.
 */
const mechanicalMinutes = 15;

/** The complete job of a planned session, or undefined while the state lacks something it needs. */
export function jobFor(session: Session, state: RunState, tools: Tools): Job | undefined {
  const work = workFor(session, state, tools);
  if (!work) return undefined;
  const limits = limitsOf(work, state);
  const { id, epoch, kind, scope, subject } = session;
  return { run: state.run, session: id, epoch, kind, scope, subject, limits, work };
}

function limitsOf(work: Work, state: RunState): Job['limits'] {
  const { plan } = state.plan;
  if (work.kind === 'agent') {
    const left = minutesLeft(state);
    return {
      ...agentLimits(work.profile, plan.budget.perSession),
      ...(left === undefined ? {} : { budgetMinutes: left }),
    };
  }
  if (work.kind === 'check') return checkLimits(work);
  // It ends itself; what is tried last may still take its time.
  if (work.kind === 'divide') {
    const minutes = work.minutes + checkLimits(work.check).minutes;
    return { minutes, idleMinutes: minutes };
  }
  if (work.kind === 'watch' || work.kind === 'land') return forgeLimits(work);
  const { minutes = mechanicalMinutes } = plan.git;
  return { minutes, idleMinutes: minutes };
}

function checkLimits(work: CheckWork): Job['limits'] {
  const runs = work.checks.map(({ measure }) => (measure === undefined ? work.retries + 2 : measure.repeats * 2));
  // Time for the worktree as well: a hook has the limit of a check, and is to be told as late rather than its session.
  const hook = work.push === undefined ? 0 : 2;
  const minutes = work.minutes * runs.reduce((sum, count) => sum + count, hook);
  return { minutes, idleMinutes: minutes };
}

function workFor(session: Session, state: RunState, tools: Tools): Work | undefined {
  if (isAgentSession(session)) return agentWork(session, state);
  const { plan } = state.plan;
  const branch = runBranch(plan.git.branchPrefix, state.run);
  switch (session.kind) {
    case 'merge':
      return mergeWork(session, state);
    case 'divide': {
      const merge = mergeWork(session, state);
      const check = checkWork(session, state);
      return merge === undefined ? undefined : divideWork(session, state, merge, check);
    }
    case 'land':
      return landWork(state);
    case 'ci':
    case 'check':
      if (session.kind === 'ci' && plan.ship.ci === undefined) return watchWork(state);
      return checkWork(session, state);
    case 'commit': {
      const wave = session.scope.kind === 'wave' ? state.waves[session.scope.wave] : undefined;
      if (!wave?.merge?.tree) return undefined;
      return {
        kind: 'commit',
        tree: wave.merge.tree,
        parent: session.base,
        merges: mergedBy(state, wave),
        message: waveMessage(state, wave, tools),
        branch,
        sign: plan.commit.sign,
      };
    }
    case 'revise':
      return {
        kind: 'revise',
        file: state.plan.file,
        source: state.plan.source,
        parent: session.base,
        message: revisionMessage(state),
        branch,
        sign: plan.commit.sign,
      };
    case 'ship':
      return shipWork(session, state, portOf(session, state));
    default:
      return undefined;
  }
}

function checkWork(session: Session, state: RunState): CheckWork {
  const { plan } = state.plan;
  const port = portOf(session, state);
  return {
    kind: 'check',
    commit: session.base,
    ...checksFor(session, state),
    worktree: {
      ...worktreeSettings(plan),
      variables: {
        ...sessionVariables(state.run, session.scope, session.subject, port),
        WAVEGATE_SESSION: session.id,
      },
    },
    report: plan.checkpoint.report,
    ...pushFor(session, state),
    known: knownBefore(state, baselineOf(state, session)),
    measuredFrom: baselineOf(state, session),
    env: plan.checkpoint.env,
    port,
    ports: plan.worktree.ports.perSession,
    sandbox: sandboxOf(plan),
    ...reservedBy(plan),
    branch: sessionBranch(plan.git.branchPrefix, state.run, session.scope, session.subject),
    ...(session.kind !== 'check' || session.subject === readinessSubject ? {} : countsBefore(state, session)),
    ...(plan.checkpoint.baseline === 'compare' && session.kind !== 'ci'
      ? { baseline: baselineOf(state, session) }
      : {}),
  };
}

function pushFor(session: Session, state: RunState): Pick<CheckWork, 'push'> {
  const push = session.kind === 'check' ? pushToTry(state, session) : undefined;
  return push === undefined ? {} : { push };
}

function checksFor(session: Session, state: RunState): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  const { plan } = state.plan;
  if (session.kind === 'ci') return ciChecks(plan);
  if (session.subject !== readinessSubject) return checkpointChecks(plan, session.scope);
  const wave = session.scope.kind === 'wave' ? session.scope.wave : '';
  return { checks: probes(state, wave), retries: 0, minutes: plan.checkpoint.minutes };
}

function checkpointChecks(plan: Plan, scope: Session['scope']): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  return { checks: checksOf(plan, scope), retries: plan.checkpoint.retries, minutes: plan.checkpoint.minutes };
}

/** Checks by CI. A failure before the run is no excuse: the plan asks for CI to be green. */
function ciChecks({ ship }: Plan): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  const checks = ship.ci === undefined ? [] : [{ name: 'CI', command: ship.ci, strict: true as const }];
  return { checks, retries: 0, minutes: ship.ciMinutes };
}

function agentWork(session: Session, state: RunState): Work | undefined {
  const { plan } = state.plan;
  const wave = session.scope.kind === 'wave' ? planWave(state, session.scope.wave) : undefined;
  const task = planTask(wave, session.subject);
  const profile = profileOf(plan, { agent: session.agent });
  if (!profile || session.directive === undefined || session.branch === undefined) return undefined;
  const reads = isReader(session);
  const verifies = session.kind === 'verify' && wave !== undefined;
  if (!reads && !task && !session.resolves && !verifies) return undefined;
  const resume = conversationOf(state, session);
  const handOver = handOverOf(state, session);
  return {
    kind: 'agent',
    profile,
    mode: reads ? 'read-only' : profile.mode,
    directive: withImplementationPlan(state, session, withAnswers(session.directive, session.answers ?? [])),
    branch: session.branch,
    base: session.base,
    owns: task?.owns ?? session.resolves?.files ?? [],
    deletes: task?.deletes ?? session.resolves?.files ?? [],
    mayBeEmpty: mayBeEmpty(session, task, state),
    // People approve the plan: whatever a task owns, the plan file is none of it.
    protected: [...plan.protected, state.plan.file],
    verify: verifies ? commandsToVerify(state, wave.id) : (task?.verify ?? session.resolves?.verify ?? []),
    ...(session.kind === 'validate' ? reviewMaterial(session, state) : {}),
    ...(verifies ? { criteria: waveCriteria(state, wave.id).map(({ id, text, tests }) => ({ id, text, tests })) } : {}),
    sandbox: sandboxOf(plan),
    ...reservedBy(plan),
    verifyEnv: plan.checkpoint.env,
    report: plan.checkpoint.report,
    port: portOf(session, state),
    ...(resume === undefined ? {} : { resume }),
    ...(handOver === undefined ? {} : { handOver }),
    ...stageWork(session, state, task),
  };
}

/**
 * The stages of a task's recipe. Work that goes on from what an agent has done before is a single stage: its tests are
 * there already.
 */
function stageWork(
  session: Session,
  state: RunState,
  task: PlanTask | undefined,
): Pick<AgentWork, 'stage' | 'stages' | 'proved' | 'tests'> {
  const { plan } = state.plan;
  if (session.kind !== 'implement' || task === undefined || goesOn(session, state)) return {};
  const [first, ...more] = recipeOf(plan, task.recipe) ?? [];
  if (first === undefined) return {};
  if (more.length === 0 && isPlain(first)) return { stage: first.id };
  const proved = (session.interrupted?.stages ?? []).filter(({ broken }) => broken === undefined);
  return {
    stage: first.id,
    ...(proved.length === 0 ? {} : { proved }),
    tests: plan.checkpoint.tests,
    stages: stagesOf(plan, task).flatMap((stage) => {
      const agent = stage.agent ?? session.agent ?? '';
      const profile = profileOf(plan, { agent });
      if (profile === undefined) return [];
      const { id, session: conversation, steps, run, shows, review, repeats } = stage;
      const mode = stage.mode ?? profile.mode;
      return [{ id, session: conversation, steps, run, shows, review, repeats, agent, profile, mode }];
    }),
  };
}

/** A stage that is nothing but the task itself. */
function isPlain({ agent, mode, steps, run, shows, review }: PlanStage): boolean {
  return agent === undefined && mode === undefined && steps.length + run.length === 0 && shows === 'success' && !review;
}

/**
 * Whoever only reads changes nothing; who resolves a conflict may well take one side as it is; and who answers comments
 * has changed something before, or explains why nothing needs to change.
 */
function mayBeEmpty(session: Session, task: PlanTask | undefined, state: RunState): boolean {
  if (session.kind !== 'implement' && session.kind !== 'fix') return true;
  return task?.allowEmpty === true || goesOn(session, state);
}

/** Whether its worktree begins with what an earlier session of the task has changed. */
function goesOn(session: Session, state: RunState): boolean {
  const earlier = session.continues === undefined ? undefined : state.sessions[session.continues]?.result;
  return earlier?.snapshot === session.base && (earlier.changes ?? []).length > 0;
}

function sandboxOf({ worktree: { sandbox, writable } }: Plan): AgentWork['sandbox'] {
  return { sandbox, writable };
}

/** A task that was explored is carried out as laid out, with what a person said of it when they launched it. */
function withImplementationPlan(state: RunState, session: Session, directive: string): string {
  const plan = session.kind === 'implement' ? exploredFor(state, session)?.result?.implementationPlan : undefined;
  if (plan === undefined || session.scope.kind !== 'wave') return directive;
  const launch = latestGate(state, 'launch', session.scope.wave)?.decision;
  const comment = launch?.answers?.[exploreKey(session.subject)] ?? '';
  return `${directive.trimEnd()}\n\n${planSection(plan, { who: launch?.who ?? '', comment })}`;
}

/** The first port of a session's own. Those of sessions long over are used again where there are no more. */
export function portOf(session: Session, state: RunState): number {
  if (session.port !== undefined) return session.port;
  const { from, perSession } = state.plan.plan.worktree.ports;
  const position = Object.keys(state.sessions).indexOf(session.id);
  const ranges = Math.max(1, Math.floor((65_536 - from) / perSession));
  return from + (position % ranges) * perSession;
}

/** Runs of checks on the base, which need no second one: the base does not change. */
function knownBefore({ baseline }: RunState, commit: string): readonly CheckRun[] {
  return baseline?.commit === commit ? baseline.checks : [];
}

/** Commit to compare checks with: a base that is being merged in, whose red checks are no fault of the run, else the base. */
function baselineOf(state: RunState, { scope }: Session): string {
  const wave = scope.kind === 'wave' ? state.waves[scope.wave] : undefined;
  return (wave && mergedBy(state, wave).at(-1)) ?? state.base.commit;
}

/** The counts of the last commit's checks; where there are none yet, the commit whose tests are to be counted. */
function countsBefore(state: RunState, session: Session): Pick<CheckWork, 'before' | 'counts'> {
  if (state.plan.plan.checkpoint.counts === 'off') return { counts: {} };
  const committed = state.plan.plan.waves
    .flatMap(({ id }) => state.waves[id] ?? [])
    .filter(
      ({ id, status }) => status === 'committed' && !(session.scope.kind === 'wave' && session.scope.wave === id),
    );
  const last = committed.sort((one, other) => (one.closedAt ?? 0) - (other.closedAt ?? 0)).at(-1);
  const checks = last?.check?.checks.flatMap((run) => {
    const counts = namedCountsOf(run);
    return counts === undefined ? [] : [[run.name, counts] as const];
  });
  return checks === undefined ? { before: state.base.commit } : { counts: Object.fromEntries(checks) };
}

function mergeWork(session: Session, state: RunState): MergeWork | undefined {
  const wave = session.scope.kind === 'wave' ? state.waves[session.scope.wave] : undefined;
  if (!wave) return undefined;
  const carried = wave.carries.at(-1);
  const merge = planWave(state, wave.id)?.merge;
  const parts = taskSessions(state, wave).flatMap((task) =>
    task.result?.snapshot ? [{ subject: task.subject, commit: task.result.snapshot }] : [],
  );
  return {
    kind: 'merge',
    onto: session.base,
    parts: [
      ...(carried ? [{ subject: carried.wave, commit: carried.commit }] : []),
      ...(merge ? [{ subject: merge.branch, commit: merge.commit }] : []),
      ...parts,
    ],
    stays: [state.plan.file],
    keep: mergedRef(state.run, session.scope),
    keepConflicts: conflictsRef(state.run, session.scope),
    ...(session.subject === resolvedMerge ? resolution(state, wave) : {}),
  };
}

function resolution(state: RunState, wave: WaveState): Pick<MergeWork, 'resolution'> {
  const resolver = state.sessions[wave.resolver ?? ''];
  const commit = resolver?.result?.snapshot;
  if (!resolver || commit === undefined) return {};
  return { resolution: { from: resolver.base, commit, files: resolver.resolves?.files ?? [] } };
}

/** Where the plan leaves it open, the machine of the session decides. */
function reservedBy(plan: Plan): Pick<AgentWork, 'reserved'> {
  const { checkout } = plan.worktree;
  return checkout === undefined ? {} : { reserved: checkout === 'reserved' };
}
