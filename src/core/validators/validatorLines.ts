import type { ValidatorFinding } from '../model/finding.ts';
import { unknownCriteria } from '../queries/criteria.ts';
import { forgeName } from '../queries/forge.ts';
import { isComment } from '../model/reviewComment.ts';
import { sessionsOf } from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';
import { findingCounts } from './openFindings.ts';

/** Title of a validator: its agent, and which of the two it is. */
export function validatorTitle(state: RunState, subject: string): string {
  const number = Number(subject.slice(subject.lastIndexOf('-') + 1));
  const agent = state.plan.plan.validators[number - 1]?.agent;
  return agent === undefined ? subject : `Validator ${number} (${agent})`;
}

/** One line per validator of the validation at hand: its verdict and how it puts it. */
export function verdictLines(state: RunState): readonly string[] {
  return sessionsOf(state, state.validation?.validators ?? []).map(({ subject, status, result }) => {
    const title = validatorTitle(state, subject);
    if (status !== 'ended' || result === undefined) return `${title}: is reading`;
    if (result.review === undefined) return `${title}: ${result.message}`;
    const verdict = result.review.verdict === 'approve' ? 'approves' : 'asks for changes';
    return `${title} ${verdict}: ${result.summary ?? result.message}`;
  });
}

/** Findings of the validators, merged, worst first, one line each. */
export function validatorFindingLines(state: RunState): readonly string[] {
  const { validation, lastFindings } = state;
  // Without validators nobody else says what became of what a person has noted. Comments are listed by themselves.
  const noted = state.plan.plan.validators.length === 0 ? lastFindings : [];
  const own = (validation?.findings ?? noted).filter((finding) => !isComment(finding));
  return own.map((finding) => {
    const by = finding.validators.length > 1 ? 'both' : finderOf(state, finding);
    const marked = markOf(finding);
    const doubt = finding.citation === 'verified' ? '' : ', no such line';
    const { status = 'open', history = [] } = finding;
    const criteria = criteriaText(state, finding);
    const life = history.length < 2 ? '' : `. ${historyText(history)}`;
    const now = status === 'open' ? '' : `${status} `;
    return `${now}${finding.severity} ${finding.id}: ${finding.title} (${finding.file}:${finding.line}${doubt}; ${by}${criteria}${marked})${life}`;
  });
}

/** Its finder: the validators, the person who noted it, or the reviewer who commented at the forge. */
export function finderOf(state: RunState, { validators, notedBy, comment }: ValidatorFinding): string {
  if (comment !== undefined) return `comment of ${comment.author} at ${forgeName(state)}`;
  if (notedBy !== undefined) return `noted by ${notedBy}`;
  return validators.map((subject) => validatorTitle(state, subject)).join(', ');
}

function markOf({ triage, wrongSpec }: ValidatorFinding): string {
  if (wrongSpec?.status === 'open') return ', the specification is wrong and to be revised';
  if (wrongSpec?.status === 'revised') return ', the specification was wrong and is revised';
  return triage === undefined ? '' : `, marked ${triage}`;
}

/** `; AC-1 not met`, with what no task has named as such; empty for a finding about no criterion. */
function criteriaText(state: RunState, finding: ValidatorFinding): string {
  const unknown = unknownCriteria(state, finding);
  const known = (finding.criteria ?? []).filter((id) => !unknown.includes(id));
  return [
    ...(known.length === 0 ? [] : [`; ${known.join(', ')} not met`]),
    ...(unknown.length === 0 ? [] : [`; names ${unknown.join(', ')}, which no task has as a criterion`]),
  ].join('');
}

/** `Round 1: found by validator-1; round 2: still there, says validator-1`. */
export function historyText(history: NonNullable<ValidatorFinding['history']>): string {
  const text = history.map(({ attempt, what }) => `round ${attempt}: ${what.replace(/\.$/, '')}`).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `1 blocker, 2 issues`, or that there is nothing; empty until all validators have ended. */
export function validatorSummary(findings: readonly ValidatorFinding[] | undefined): string {
  if (findings === undefined) return '';
  return findings.length === 0 ? 'nothing found' : findingCounts(findings);
}
