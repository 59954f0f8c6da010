import type { BoardFinding } from '../model/boardModel.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import type { RunState } from '../model/state.ts';
import { isComment } from '../model/reviewComment.ts';
import { canTriageComment, canTriageValidators } from '../run/plan/triage.ts';
import { finderOf, historyText } from '../validators/validatorLines.ts';

/** Findings of the validators, and comments of reviewers at the forge, for tables and trees. */
export function validatorFindings(state: RunState): readonly BoardFinding[] {
  const open = canTriageValidators(state);
  return state.lastFindings.map((finding): BoardFinding => {
    const { id, severity, file, line, title, remediation, triage, citation } = finding;
    const fate = fateOf(finding);
    const by = finderOf(state, finding);
    return {
      ...{ id, severity, file, line, remediation },
      ...(triage === undefined ? {} : { triage }),
      title: fate === '' ? title : `${title} (${fate})`,
      detail: detailOf(finding),
      lens: `${by.charAt(0).toUpperCase()}${by.slice(1)}`,
      verified: citation === 'verified' || file === '',
      ...(finding.wrongSpec === undefined ? {} : { wrongSpec: finding.wrongSpec.status }),
      open: isComment(finding) ? canTriageComment(state, finding) : open && finding.status !== 'fixed',
      ...(isComment(finding) && finding.comment.url !== undefined ? { url: finding.comment.url } : {}),
      source: isComment(finding) ? 'forge' : 'validators',
    };
  });
}

function detailOf({ detail, criteria = [], history = [], comment }: ValidatorFinding): string {
  return [
    ...(criteria.length === 0 ? [] : [`Not met because of it: ${criteria.join(', ')}`]),
    detail,
    ...(comment?.answer === undefined ? [] : [`Answer: ${comment.answer}`]),
    ...(comment?.posted === undefined || comment.posted === true ? [] : [`Not posted: ${comment.posted.why}`]),
    ...(history.length === 0 ? [] : [historyText(history)]),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function fateOf({ status = 'open', wrongSpec, comment }: ValidatorFinding): string {
  if (wrongSpec !== undefined)
    return wrongSpec.status === 'open' ? 'the specification is wrong' : 'the specification is revised';
  if (comment !== undefined) return status === 'fixed' ? 'closed' : '';
  return status === 'open' ? '' : status;
}
