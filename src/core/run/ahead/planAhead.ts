import { lintDirective } from '../../directive/lintDirective.ts';
import { renderAheadDirective } from '../../directive/renderAheadDirective.ts';
import { aheadValidators } from '../../plan/aheadMode.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import type { SessionPlan } from '../../model/events.ts';
import type { AheadRound, RunState } from '../../model/state.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import { planWave } from '../../queries/runQueries.ts';

/**
 * One read-only session for every validator whose verdict is wanted, at the commit that the first of the waves starts from as
 * far as it is known. Each continues its conversation about the same waves.
 */
export function planAhead(
  state: RunState,
  waves: readonly PlanWave[],
  round: number,
  kept: Readonly<Record<string, string>>,
  before: AheadRound | undefined,
): readonly SessionPlan[] {
  const { plan } = state.plan;
  const first = waves[0]?.id ?? '';
  const scope = { kind: 'ahead' as const, wave: first, attempt: round };
  const base = state.waves[first]?.base ?? state.head;
  const underWay = Object.values(state.waves)
    .filter(({ id, status }) => !['committed', 'carried'].includes(status) && waves.every((wave) => wave.id !== id))
    .flatMap(({ id }) => planWave(state, id) ?? []);
  return aheadValidators(plan)
    .filter(({ subject }) => kept[subject] === undefined)
    .map(({ subject, agent, disposition }) => {
      const id = sessionId(scope, subject);
      const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, subject);
      const last = earlierSession(state, first, subject, agent);
      const directive = renderAheadDirective({
        run: state.run,
        session: id,
        plan,
        planFile: state.plan.file,
        repository: state.repository,
        branch,
        base,
        validator: subject,
        disposition,
        waves,
        committed: plan.waves.filter((wave) => state.waves[wave.id]?.status === 'committed'),
        underWay,
        ...(last === undefined
          ? {}
          : {
              before: {
                head: last.base,
                directive: last.directive ?? '',
                findings: before?.findings ?? [],
                ...(before?.voided[last.id] === undefined ? {} : { voided: before.voided[last.id] }),
              },
            }),
      });
      return {
        id,
        kind: 'validate-task' as const,
        scope,
        subject,
        agent,
        epoch: 1,
        branch,
        base,
        directive: lintDirective(directive).text,
        ...(last === undefined ? {} : { continues: last.id }),
      };
    });
}

/** The last session of this validator about the same waves that gave a verdict, if the plan still has the same agent do it. */
function earlierSession(state: RunState, wave: string, subject: string, agent: string) {
  return Object.values(state.sessions).findLast(
    ({ kind, scope, subject: name, agent: who, result }) =>
      kind === 'validate-task' &&
      scope.kind === 'ahead' &&
      scope.wave === wave &&
      name === subject &&
      who === agent &&
      result?.review !== undefined,
  );
}
