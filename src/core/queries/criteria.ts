import { criteriaOf } from '../criteria/criteria.ts';
import type { Criterion } from '../criteria/criteria.ts';
import type { RunState } from '../model/state.ts';
import type { CriterionReport, ValidatorFinding } from '../model/finding.ts';
import { planWave } from './runQueries.ts';

/** An acceptance criterion of a task, with what the last verification of its wave says of it. */
export interface VerifiedCriterion extends Criterion {
  readonly task: string;
  readonly report?: CriterionReport;
  /** Findings of validators that say that it is not met, and are neither fixed nor marked out. */
  readonly violations: readonly ValidatorFinding[];
}

/** Acceptance criteria of the tasks of a wave, in plan order. */
export function waveCriteria(state: RunState, wave: string): readonly VerifiedCriterion[] {
  const verifier = state.sessions[state.waves[wave]?.verifier ?? ''];
  const reports = verifier?.result?.criteria ?? [];
  const tasks = planWave(state, wave)?.tasks ?? [];
  return tasks.flatMap((task) =>
    criteriaOf(state.plan.plan, task, state.specs).map((criterion) => {
      const report = reports.find(({ id }) => id === criterion.id);
      const violations = state.lastFindings.filter(
        ({ status, triage, criteria = [] }) =>
          status !== 'fixed' && triage !== 'out' && criteria.some((id) => isSameId(id, criterion.id)),
      );
      return { ...criterion, task: task.id, violations, ...(report === undefined ? {} : { report }) };
    }),
  );
}

/** Claims of a verifier about criteria that no task of its wave has. */
export function strayReports(state: RunState, wave: string): readonly CriterionReport[] {
  const known = new Set(waveCriteria(state, wave).map(({ id }) => id));
  const verifier = state.sessions[state.waves[wave]?.verifier ?? ''];
  return (verifier?.result?.criteria ?? []).filter(({ id }) => !known.has(id));
}

/** Ids that findings name and no task of the plan has as a criterion, each once. */
export function unknownCriteria(state: RunState, { criteria = [] }: ValidatorFinding): readonly string[] {
  if (criteria.length === 0) return [];
  const known = state.plan.plan.waves.flatMap(({ tasks }) =>
    tasks.flatMap((task) => criteriaOf(state.plan.plan, task, state.specs).map(({ id }) => id)),
  );
  return criteria.filter((id) => !known.some((other) => isSameId(id, other)));
}

function isSameId(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.toLowerCase();
}
