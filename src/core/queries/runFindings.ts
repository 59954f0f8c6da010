import type { Finding, ValidatorFinding } from '../model/finding.ts';
import type { RunState } from '../model/state.ts';
import type { Severity, Triage } from '../plan/schema/plan.ts';

/** A finding of a run in the form in which a plan declares one. */
export interface RunFinding extends Pick<Finding, 'id' | 'file' | 'line' | 'title' | 'detail' | 'remediation'> {
  readonly severity: Severity;
  readonly triage?: Triage;
}

/** Severities of a plan that mean what those of validators do. */
const severityOf = {
  blocker: 'high',
  issue: 'moderate',
  nit: 'low',
} as const satisfies Record<ValidatorFinding['severity'], Severity>;

/** Findings of the audit, then those of the validators that are not fixed yet. */
export function runFindings({ audit, lastFindings }: Pick<RunState, 'audit' | 'lastFindings'>): readonly RunFinding[] {
  const validated = lastFindings
    .filter(({ status }) => status !== 'fixed')
    .map((finding) => ({ ...finding, severity: severityOf[finding.severity] }));
  return [...audit.findings, ...validated];
}
