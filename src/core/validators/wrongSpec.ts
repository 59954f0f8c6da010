import type { ValidatorFinding } from '../model/finding.ts';

/** Findings that are one of the specification or the plan, until that was revised. */
export function wrongSpecs(findings: readonly ValidatorFinding[]): readonly ValidatorFinding[] {
  return findings.filter(({ wrongSpec }) => wrongSpec?.status === 'open');
}

/** Findings that are one of the specification, once the plan that is in force was revised for them. */
export function withRevision(
  findings: readonly ValidatorFinding[],
  attempt: number,
  what: string,
): readonly ValidatorFinding[] {
  return findings.map((finding) =>
    finding.wrongSpec?.status === 'open'
      ? {
          ...finding,
          wrongSpec: { ...finding.wrongSpec, status: 'revised' },
          history: [...(finding.history ?? []), { attempt, what }],
        }
      : finding,
  );
}
