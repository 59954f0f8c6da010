import { latestGate } from '../queries/runQueries.ts';
import { manualSteps } from '../queries/tophat.ts';
import type { RunState } from '../model/state.ts';

/** The steps to try by hand as a checklist, ticked with what a person saw who decided about the acceptance. */
export function tophatLines(state: RunState): readonly string[] {
  const answers = latestGate(state, 'acceptance')?.decision?.answers ?? {};
  return manualSteps(state).map(({ id, text }) => {
    const seen = answers[id] ?? '';
    const isTried = seen !== '' && seen !== 'not tried';
    return `[${isTried ? 'x' : ' '}] ${id}: ${text}${seen === '' ? '' : ` (${seen})`}`;
  });
}
