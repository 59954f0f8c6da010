import { validatorSeverities } from '../plan/schema/vocabulary.ts';
import type { ValidatorFinding } from '../model/terms.ts';

/** Blockers that are not marked out or deferred: with one of them the result cannot be accepted. */
export function openBlockers(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  return findings.filter(({ severity, triage }) => severity === 'blocker' && (triage === undefined || triage === 'in'));
}

/** Findings to fix: blockers and issues unless marked out or deferred, and nits that are marked in. */
export function toRemedy(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  return findings.filter(({ severity, triage }) => triage === 'in' || (triage === undefined && severity !== 'nit'));
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
