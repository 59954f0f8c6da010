import type { Plan } from '../plan/schema/plan.ts';
import type { RunState } from '../model/state.ts';
import type { BoardGate } from '../model/boardModel.ts';
import { launchesAhead, offersAdvance } from './resting.ts';

/** Whether the waves of a plan are to be launched without being asked again; asked where the plan allows it. */
export function advanceQuestion(plan: Plan, state: Pick<RunState, 'waves'>): BoardGate['questions'] {
  if (!offersAdvance(plan, state)) return [];
  return [
    {
      id: launchesAhead,
      text: 'Launch all waves in advance? Each launch is still checked against what you approve here; after a failure you are asked again.',
    },
  ];
}
