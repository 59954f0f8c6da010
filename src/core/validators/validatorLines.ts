import type { ValidatorFinding } from '../model/finding.ts';
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
  const { validation } = state;
  return (validation?.findings ?? []).map((finding) => {
    const by = finding.validators.length > 1 ? 'both' : validatorTitle(state, finding.validators[0] ?? '');
    const marked = finding.triage === undefined ? '' : `, marked ${finding.triage}`;
    const doubt = finding.citation === 'verified' ? '' : ', no such line';
    const { status = 'open', history = [] } = finding;
    const life = history.length < 2 ? '' : `. ${historyText(history)}`;
    const now = status === 'open' ? '' : `${status} `;
    return `${now}${finding.severity}: ${finding.title} (${finding.file}:${finding.line}${doubt}; ${by}${marked})${life}`;
  });
}

/** `Round 1: found by validator-1; round 2: still there, says validator-1`. */
export function historyText(history: NonNullable<ValidatorFinding['history']>): string {
  const text = history.map(({ attempt, what }) => `round ${attempt}: ${what}`).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `1 blocker, 2 issues`, or that there is nothing; empty until all validators have ended. */
export function validatorSummary(findings: readonly ValidatorFinding[] | undefined): string {
  if (findings === undefined) return '';
  return findings.length === 0 ? 'nothing found' : findingCounts(findings);
}
