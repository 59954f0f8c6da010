import type { RunState } from '../model/state.ts';

/** Manual step of the plan, with the name of its answer at the acceptance gate: `tophat-1`, counted over all waves. */
export interface ManualStep {
  readonly id: string;
  readonly text: string;
}

/** Steps that a person tries by hand before the result is accepted, in plan order. */
export function manualSteps({ plan }: RunState): readonly ManualStep[] {
  return plan.plan.waves.flatMap(({ tophat }) => tophat).map((text, index) => ({ id: `tophat-${index + 1}`, text }));
}

/** Whether an answer is about a manual step. */
export function isManualStep(name: string): boolean {
  return /^tophat-\d+$/.test(name);
}
