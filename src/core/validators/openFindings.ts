import { validatorSeverities } from '../plan/schema/vocabulary.ts';
import type { ValidatorFinding } from '../model/terms.ts';

/**
 * Findings that keep the result from being accepted: blockers that are neither fixed nor marked out or deferred, and disputed
 * ones, unless they are about polish.
 */
export function openBlockers(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  return findings.filter(({ severity, triage, status = 'open' }) => {
    if (status === 'fixed' || triage === 'out' || triage === 'deferred') return false;
    return severity === 'blocker' || (status === 'disputed' && severity !== 'nit');
  });
}

/** Findings to fix: blockers and issues unless marked out or deferred, and nits that are marked in. */
export function toRemedy(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
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
