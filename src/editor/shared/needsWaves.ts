import type { BoardSnapshot } from '../../core/model/boardModel.ts';

/** Whether a run waits for the waves of its plan: nothing can be approved before there is anything to do. */
export function needsWaves({ waves, phases, gates }: Pick<BoardSnapshot, 'waves' | 'phases' | 'gates'>): boolean {
  const atPlan = phases.some(({ id, progress }) => id === 'plan' && progress !== 'done' && progress !== 'ahead');
  return waves.length === 0 && atPlan && gates.every(({ status }) => status !== 'pending');
}
