import type { RunActivity } from './boardModel.ts';
import type { Phase } from './phase.ts';

/** Whether nothing more can happen in a run, by its phase or by what a view of it shows. */
export function isOver(phase: Phase | RunActivity): phase is 'shipped' | 'stopped' {
  return phase === 'shipped' || phase === 'stopped';
}
