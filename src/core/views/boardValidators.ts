import type { BoardFinding } from '../model/boardModel.ts';
import type { RunState } from '../model/state.ts';
import { canTriageValidators } from '../run/plan/triage.ts';
import { validatorTitle } from '../validators/validatorLines.ts';

/** Findings of the validators for tables and trees. */
export function validatorFindings(state: RunState): readonly BoardFinding[] {
  const open = canTriageValidators(state);
  return state.lastFindings.map(({ citation, validators, ...finding }) => ({
    ...finding,
    lens: validators.map((subject) => validatorTitle(state, subject)).join(', '),
    verified: citation === 'verified',
    open,
    source: 'validators' as const,
  }));
}
