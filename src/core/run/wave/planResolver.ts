import { lintDirective } from '../../directive/lintDirective.ts';
import { renderResolverDirective } from '../../directive/renderResolverDirective.ts';
import type { ConflictingWork } from '../../directive/renderResolverDirective.ts';
import { hasWildcard } from '../../glob/globSyntax.ts';
import { matchesAny } from '../../glob/globs.ts';
import { mergesMore } from '../../plan/mergedText.ts';
import { agentOf, profileOf } from '../../plan/lookup.ts';
import type { Plan, PlanTask, PlanWave } from '../../plan/schema/plan.ts';
import type { SessionPlan } from '../../model/events.ts';
import type { SessionResult } from '../../model/sessionResult.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import { planTask, planWave, sessionsOf, waveScope } from '../../queries/runQueries.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

/** Name of a resolver among the sessions of its wave; no task id contains the character @. */
const subject = 'resolve@conflict';

/**
 * The session of an agent that reconciles what could not be merged, on a commit that contains all of the wave's work
 * with the conflicts marked. It is tried once per attempt at a wave.
 *
 * @returns undefined where a person has to decide instead: it was tried, or the files are nobody's to change
 */
export function planResolver(state: RunState, wave: WaveState, merge: SessionResult): SessionPlan | undefined {
  const { unresolved, conflicts: files = [] } = merge;
  const { plan } = state.plan;
  if (unresolved === undefined || wave.resolver !== undefined) return undefined;
  if (files.some((file) => hasWildcard(file) || matchesAny(plan.protected, file))) return undefined;
  const sides = sidesOf(state, wave, unresolved.between);
  const planned = planWave(state, wave.id);
  const { merge: merged, reverts } = planned ?? {};
  const tasks = [
    ...sides.flatMap(({ subject: id }) => planTask(planned, id) ?? []),
    ...(planned !== undefined && mergesMore(planned) ? ownersAmong(plan, files) : []),
  ];
  const agent = agentOf(plan, tasks[0] ?? {});
  if (agent === undefined || profileOf(plan, { agent })?.mode !== 'workspace-write') return undefined;
  const scope = waveScope(wave);
  const id = sessionId(scope, subject);
  const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, subject);
  const verify = [...new Set(tasks.flatMap((task) => task.verify))];
  const directive = renderResolverDirective({
    run: state.run,
    session: id,
    plan,
    repository: state.repository,
    branch,
    base: unresolved.commit,
    wave: wave.id,
    subject,
    files,
    works: [
      ...(merged === undefined ? [] : mergedWorks(state, merged)),
      ...(reverts === undefined ? [] : revertedWorks(state, reverts)),
      ...sides.map((side) => workOf(state, side)),
      ...onRunBranch(state, sides, unresolved.between),
    ],
    verify,
    ...(reverts === undefined ? {} : { takesBack: reverts.wave }),
  });
  const linted = lintDirective(directive);
  if (linted.problems.length > 0) return undefined;
  return {
    id,
    kind: 'resolve',
    scope,
    subject,
    agent,
    epoch: 1,
    branch,
    base: unresolved.commit,
    directive: linted.text,
    resolves: { files, verify },
  };
}

/** Tasks of the plan that own files in conflict: they know how the work on them is proved. */
function ownersAmong({ waves }: Plan, files: readonly string[]): readonly PlanTask[] {
  return waves.flatMap(({ tasks }) => tasks.filter(({ owns }) => files.some((file) => matchesAny(owns, file))));
}

/** Commits that the base has gained and commits of the run, both since they parted. */
function mergedWorks(state: RunState, merge: NonNullable<PlanWave['merge']>): readonly ConflictingWork[] {
  const base = state.base.commit;
  const committed = state.plan.plan.waves.filter(({ id }) => state.waves[id]?.commit !== undefined);
  return [
    {
      title: `What ${merge.branch} has gained meanwhile`,
      objective: 'Others have committed it beside this run. Keep what it changes.',
      base,
      commit: merge.commit,
    },
    {
      title: 'What this run has committed',
      objective: committed.map(({ title }) => title).join('; ') || 'Its plan. Keep it.',
      base,
      commit: state.head,
    },
  ];
}

/** A wave that is taken back, and what the run has committed on it. */
function revertedWorks(
  state: RunState,
  { wave, commit }: NonNullable<PlanWave['reverts']>,
): readonly ConflictingWork[] {
  return [
    {
      title: `What is taken back: ${wave}`,
      objective: 'Undo what it changed, as far as later work does not replace it.',
      base: `${commit}^1`,
      commit,
    },
    {
      title: 'What was committed after it',
      objective: 'Keep what it does, so that it works without what is taken back.',
      base: commit,
      commit: state.head,
    },
  ];
}

function sidesOf(state: RunState, wave: WaveState, between: readonly string[]): readonly Session[] {
  const sessions = sessionsOf(state, Object.values(wave.tasks));
  const named = sessions.filter((session) => between.includes(session.subject));
  return named.length > 0 ? named : sessions;
}

/** Changes on the run branch since the sessions started, where one of them conflicts with it. */
function onRunBranch(
  state: RunState,
  sides: readonly Session[],
  between: readonly string[],
): readonly ConflictingWork[] {
  const base = sides.find((side) => side.base !== state.head)?.base;
  if (base === undefined || between.every((name) => sides.some((side) => side.subject === name))) return [];
  const objective = 'It is on the run branch already. Keep it.';
  return [{ title: 'What was committed meanwhile', objective, base, commit: state.head }];
}

function workOf(state: RunState, session: Session): ConflictingWork {
  const wave = session.scope.kind === 'wave' ? planWave(state, session.scope.wave) : undefined;
  const task = planTask(wave, session.subject);
  return {
    title: task?.title ?? session.subject,
    objective: task?.objective ?? '',
    base: session.base,
    commit: session.result?.snapshot ?? session.base,
  };
}
