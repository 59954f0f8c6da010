import type { Review, ValidatorFinding } from '../model/finding.ts';
import { isSameFinding, mergeFindings } from './mergeFindings.ts';

/** Report of one validator in a round. */
export interface RoundReport {
  readonly validator: string;
  /** Whether it goes on from its session of the round before, so that it knows what it meant. */
  readonly knows: boolean;
  readonly review: Pick<Review, 'findings' | 'earlier' | 'touched'>;
}

/**
 * All findings after a round of validation. An id survives rounds, and nothing vanishes: a finding is fixed when the code it
 * cites has changed and a validator that found it says so; where that is claimed otherwise, or nobody mentions it, it is
 * disputed and a person decides. What a person has marked out or deferred stays so.
 *
 * @param before findings of the rounds before
 * @param prefix of the ids of new ones
 */
export function liveFindings(
  before: readonly ValidatorFinding[],
  reports: readonly RoundReport[],
  attempt: number,
  prefix: string,
): readonly ValidatorFinding[] {
  const taken = new Set<Review['findings'][number]>();
  const survived = before.map((finding) => next(finding, reports, attempt, taken));
  const fresh = reports.map(({ validator, review }) => ({
    validator,
    findings: review.findings.filter((finding) => !taken.has(finding)),
  }));
  const added = mergeFindings(fresh, prefix).map((finding) => ({
    ...finding,
    history: [{ attempt, what: `found by ${finding.validators.join(' and ')}` }],
  }));
  return [
    ...survived.filter(({ status }) => status !== 'fixed'),
    ...added,
    ...survived.filter(({ status }) => status === 'fixed'),
  ];
}

function next(
  finding: ValidatorFinding,
  reports: readonly RoundReport[],
  attempt: number,
  taken: Set<Review['findings'][number]>,
): ValidatorFinding {
  const again = reports.flatMap(({ validator, review }) =>
    review.findings
      .filter((other) => !taken.has(other) && isSameFinding(finding, other))
      .map((other) => ({ validator, other })),
  );
  for (const { other } of again) taken.add(other);
  const told = (status: 'fixed' | 'open') =>
    reports
      .filter(({ review }) => review.earlier?.some((each) => each.id === finding.id && each.status === status) === true)
      .map(({ validator }) => validator);
  const open = [...new Set([...told('open'), ...again.map(({ validator }) => validator)])];
  const fixed = told('fixed');
  const saidFixed = `${fixed.join(' and ')} ${fixed.length === 1 ? 'says' : 'say'} that it is fixed`;
  const after = (status: NonNullable<ValidatorFinding['status']>, what: string): ValidatorFinding => ({
    ...finding,
    ...(again[0] === undefined ? {} : renewed(finding, again[0].other)),
    status,
    history: [...(finding.history ?? []), { attempt, what }],
  });
  if (finding.triage === 'out' || finding.triage === 'deferred') return finding;
  if (open.length > 0 && fixed.length > 0)
    return after('disputed', `${saidFixed}, ${open.join(' and ')} that it is not`);
  if (open.length > 0)
    return after(
      'open',
      finding.status === 'fixed' ? `is back, says ${open.join(' and ')}` : `still there, says ${open.join(' and ')}`,
    );
  if (finding.status === 'fixed') return finding;
  if (fixed.length === 0) return after('disputed', 'no validator mentions it any more');
  const touched = reports.some(({ review }) => review.touched?.includes(finding.id) === true);
  if (!touched) return after('disputed', `${saidFixed}, but the code it cites has not changed`);
  const { notedBy } = finding;
  if (notedBy !== undefined) return after('fixed', `the code it cites has changed, and ${saidFixed}; ${notedBy} sees`);
  const agree = reports.some(
    ({ validator, knows }) => knows && fixed.includes(validator) && finding.validators.includes(validator),
  );
  return agree
    ? after('fixed', `the code it cites has changed, and ${saidFixed}`)
    : after('disputed', `${saidFixed}, but did not find it; who did says nothing`);
}

/** Place and words as they are now; how grave it was found to be stays the graver of both. */
function renewed(
  { criteria: before = [] }: ValidatorFinding,
  { file, line, detail, remediation, citation, criteria: now = [] }: Review['findings'][number],
): Partial<ValidatorFinding> {
  const criteria = [...new Set([...before, ...now])];
  return { file, line, detail, remediation, citation, ...(criteria.length === 0 ? {} : { criteria }) };
}

/**
 * Whether a difference touches a line of a file or one near by.
 *
 * @param diff unified, with some lines of context, which count as near
 * @param line of the file as it was before
 */
export function touchesLine(diff: string, file: string, line: number): boolean {
  const start = diff.split(/^(?=diff --git )/m).find((part) => part.startsWith(`diff --git a/${file} b/${file}\n`));
  if (start === undefined) return false;
  if (/^(?:deleted file|Binary files)/m.test(start)) return true;
  return Array.from(start.matchAll(/^@@ -(\d+)(?:,(\d+))? \+/gm)).some(([, from, count = '1']) => {
    const first = Number(from);
    return line >= first && line < first + Math.max(1, Number(count));
  });
}
