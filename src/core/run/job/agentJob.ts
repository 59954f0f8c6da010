import { withAnswers } from '../../directive/answers.ts';
import { profileOf } from '../../plan/lookup.ts';
import type { PlanStage, PlanTask } from '../../plan/schema/plan.ts';
import { recipeOf, stagesOf } from '../../recipes/stages.ts';
import type { Work } from '../../model/effects.ts';
import type { AgentWork } from '../../model/sessionWork.ts';
import { conversationOf, handOverOf } from '../session/handOver.ts';
import { taskCallSites } from '../../queries/callSites.ts';
import { waveCriteria } from '../../queries/criteria.ts';
import { reviewMaterial } from '../validation/reviewMaterial.ts';
import { supervisorMaterial } from '../supervise/supervisorMaterial.ts';
import { commandsToVerify } from '../wave/planVerifier.ts';
import { exploredFor, exploreKey } from '../../queries/exploring.ts';
import { planSection } from '../../directive/implementationPlan.ts';
import { isReader, latestGate, planTask, planWave } from '../../queries/runQueries.ts';
import type { RunState, Session } from '../../model/state.ts';
import { portOf, reservedBy, sandboxOf } from './jobParts.ts';

/** Work of an agent's session; undefined while the plan no longer has its task or profile. */
export function agentWork(session: Session, state: RunState): Work | undefined {
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
    ...(session.supervises === undefined
      ? {}
      : { ...supervisorMaterial(state, session, session.supervises), citesAt: state.base.commit }),
    ...(verifies ? { criteria: waveCriteria(state, wave.id).map(({ id, text, tests }) => ({ id, text, tests })) } : {}),
    sandbox: sandboxOf(plan),
    ...reservedBy(plan),
    verifyEnv: plan.checkpoint.env,
    report: plan.checkpoint.report,
    port: portOf(session, state),
    ...(resume === undefined ? {} : { resume }),
    ...(handOver === undefined ? {} : { handOver }),
    ...(session.checksOnly && session.interrupted ? { left: session.interrupted } : {}),
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
): Pick<AgentWork, 'stage' | 'stages' | 'proved' | 'tests' | 'callSites'> {
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
    callSites: taskCallSites(state, task),
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

/** A task that was explored is carried out as laid out, with what a person said of it when they launched it. */
function withImplementationPlan(state: RunState, session: Session, directive: string): string {
  const plan = session.kind === 'implement' ? exploredFor(state, session)?.result?.implementationPlan : undefined;
  if (plan === undefined || session.scope.kind !== 'wave') return directive;
  const launch = latestGate(state, 'launch', session.scope.wave)?.decision;
  const comment = launch?.answers?.[exploreKey(session.subject)] ?? '';
  return `${directive.trimEnd()}\n\n${planSection(plan, { who: launch?.who ?? '', comment })}`;
}
