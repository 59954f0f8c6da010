import type { BoardFinding } from '../model/boardModel.ts';
import type { RunState } from '../model/state.ts';
import { canTriageValidators } from '../run/plan/triage.ts';
import { historyText, validatorTitle } from '../validators/validatorLines.ts';

/** Findings of the validators for tables and trees. */
export function validatorFindings(state: RunState): readonly BoardFinding[] {
  const open = canTriageValidators(state);
  return state.lastFindings.map(({ citation, validators, status = 'open', history = [], ...finding }) => ({
    ...finding,
    detail: [finding.detail, ...(history.length === 0 ? [] : [historyText(history)])]
      .filter((text) => text !== '')
      .join('\n\n'),
    title: status === 'open' ? finding.title : `${finding.title} (${status})`,
    lens: validators.map((subject) => validatorTitle(state, subject)).join(', '),
    verified: citation === 'verified',
    open,
    source: 'validators' as const,
  }));
}
