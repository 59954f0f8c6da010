import { criteriaOf } from '../criteria/criteria.ts';
import type { Criterion } from '../criteria/criteria.ts';
import type { RunState } from '../model/state.ts';
import type { CriterionReport } from '../model/finding.ts';
import { planWave } from './runQueries.ts';

/** An acceptance criterion of a task, with what the last verification of its wave says of it. */
export interface VerifiedCriterion extends Criterion {
  readonly task: string;
  readonly report?: CriterionReport;
}

/** Acceptance criteria of the tasks of a wave, in plan order. */
export function waveCriteria(state: RunState, wave: string): readonly VerifiedCriterion[] {
  const verifier = state.sessions[state.waves[wave]?.verifier ?? ''];
  const reports = verifier?.result?.criteria ?? [];
  const tasks = planWave(state, wave)?.tasks ?? [];
  return tasks.flatMap((task) =>
    criteriaOf(state.plan.plan, task, state.specs).map((criterion) => {
      const report = reports.find(({ id }) => id === criterion.id);
      return { ...criterion, task: task.id, ...(report === undefined ? {} : { report }) };
    }),
  );
}

/** Claims of a verifier about criteria that no task of its wave has. */
export function strayReports(state: RunState, wave: string): readonly CriterionReport[] {
  const known = new Set(waveCriteria(state, wave).map(({ id }) => id));
  const verifier = state.sessions[state.waves[wave]?.verifier ?? ''];
  return (verifier?.result?.criteria ?? []).filter(({ id }) => !known.has(id));
}
