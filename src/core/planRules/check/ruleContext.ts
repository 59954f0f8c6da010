import { memoize } from '../../../util/memoize.ts';
import type { PlanContext, Repository, RuleTask } from '../rule.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import type { CheckedPlan, CheckedWave } from './checkParts.ts';

/** The checked parts of a plan put together as rules see them. */
export function ruleContext({ head, waves: parts }: CheckedPlan, repository: Repository): PlanContext {
  const waves = parts.map(waveOf);
  let tasks: readonly RuleTask[] | undefined;
  return {
    plan: head.value,
    unsure: head.unsure,
    waves,
    // Made for the first rule that asks: after most keystrokes none does.
    get tasks() {
      return (tasks ??= parts.flatMap((part, index) => tasksOf(part, waves[index] as PlanWave, index)));
    },
    repository,
  };
}

/** A wave with its tasks; the same object as long as nothing in it changes. */
const waveOf = memoize(({ head, tasks }: CheckedWave): PlanWave => ({
  ...head.value,
  tasks: tasks.map(({ value }) => value),
}));

function tasksOf({ tasks }: CheckedWave, wave: PlanWave, waveIndex: number): readonly RuleTask[] {
  return tasks.map(({ value, unsure }, taskIndex) => ({ wave, waveIndex, task: value, taskIndex, unsure }));
}
