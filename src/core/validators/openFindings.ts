import { validatorSeverities } from '../plan/schema/vocabulary.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import { commentsToFix } from '../queries/reviewComments.ts';
import type { Validation } from '../model/state.ts';

/**
 * Findings that keep the result from being accepted: blockers that are neither fixed nor marked out or deferred, and disputed
 * ones, unless they are about polish.
 */
export function openBlockers(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  return findings.filter(({ severity, triage, status = 'open', wrongSpec }) => {
    if (wrongSpec?.status === 'open') return true;
    if (status === 'fixed' || triage === 'out' || triage === 'deferred') return false;
    return severity === 'blocker' || (status === 'disputed' && severity !== 'nit');
  });
}

/** Policy for findings that do not block; see `remedy` of a plan. */
export type Remedy = Plan['remedy'];

/**
 * Findings that keep the result from its acceptance gate under a policy. `everything`: all that are neither fixed nor marked
 * out or deferred. `choose`: the same, until a person has marked each.
 */
export function holdingFindings(
  findings: readonly ValidatorFinding[],
  remedy: Remedy = undefined,
): readonly ValidatorFinding[] {
  if (remedy !== 'everything' && remedy !== 'choose') return openBlockers(findings);
  return findings.filter(
    ({ triage, status, wrongSpec }) =>
      wrongSpec?.status === 'open' || (status !== 'fixed' && triage !== 'out' && triage !== 'deferred'),
  );
}

/**
 * Findings to fix: blockers and issues unless marked out or deferred, and nits that are marked in. Where the specification is
 * wrong, no code is fixed.
 */
export function toRemedy(all: readonly ValidatorFinding[], remedy: Remedy = undefined): readonly ValidatorFinding[] {
  const findings = all.filter(({ wrongSpec, comment }) => wrongSpec === undefined && comment === undefined);
  if (remedy === 'everything') return holdingFindings(findings, remedy);
  if (remedy === 'choose' || remedy === 'blockers') {
    const blockers = openBlockers(findings);
    return findings.filter((each) => blockers.includes(each) || (each.triage === 'in' && each.status !== 'fixed'));
  }
  return findings.filter(
    ({ severity, triage, status }) =>
      status !== 'fixed' && (triage === 'in' || (triage === undefined && severity !== 'nit')),
  );
}

/** `1 blocker, 2 issues`; empty for none. */
export function findingCounts(findings: readonly ValidatorFinding[]): string {
  return validatorSeverities
    .flatMap((severity) => {
      const amount = findings.filter((finding) => finding.severity === severity).length;
      return amount === 0 ? [] : `${amount} ${severity}${amount === 1 ? '' : 's'}`;
    })
    .join(', ');
}

/**
 * All that a wave after the validation is to fix: findings of the validators, of the person who rejected the result, and
 * comments at the forge that a person has marked in scope.
 */
export function toFix(validation: Validation | undefined, remedy: Plan['remedy']): readonly ValidatorFinding[] {
  const { failure, findings = [] } = validation ?? {};
  const found = failure?.kind === 'findings' || failure?.kind === 'rejected' ? toRemedy(findings, remedy) : [];
  return failure === undefined ? [] : [...found, ...commentsToFix(findings)];
}
