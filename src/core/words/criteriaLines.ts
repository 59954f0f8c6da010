import type { RunState } from '../model/state.ts';
import type { CriterionReport } from '../model/finding.ts';
import { strayReports, waveCriteria } from '../queries/criteria.ts';
import type { VerifiedCriterion } from '../queries/criteria.ts';
import { count, listed } from './labels.ts';

/** One line per acceptance criterion of a wave: what the verifier says of it, and whether the host has seen the same. */
export function criteriaLines(state: RunState, wave: string): readonly string[] {
  return [...waveCriteria(state, wave).map(criterionLine), ...strayReports(state, wave).map(strayLine)];
}

/**
 * `AC-1: pass, shown by "adds two numbers" (npm test): Adds two numbers`; after a sentence about it,
 * `Criterion: Adds two numbers`.
 */
export function criterionLine({ id, text, report, violations }: VerifiedCriterion): string {
  const words = `${id}: ${report === undefined ? 'not verified' : reportWords(report)}${violatedWords(violations)}`;
  if (text === '') return words;
  return words.endsWith('.') ? `${words} Criterion: ${text}` : `${words}: ${text}`;
}

/** `; not met, say 2 findings: validation~1~1 (blocker), validation~1~2 (issue)`. */
function violatedWords(violations: VerifiedCriterion['violations']): string {
  if (violations.length === 0) return '';
  const names = violations.map(({ id, severity }) => `${id} (${severity})`);
  return `; not met, ${violations.length === 1 ? 'says 1 finding' : `say ${violations.length} findings`}: ${listed(names)}`;
}

function reportWords({ verdict, confirmation, command, test, why, note }: CriterionReport): string {
  const shown = [test === undefined ? '' : `"${test}"`, command === undefined ? '' : `(${command})`].join(' ').trim();
  const by = shown === '' ? '' : `, shown by ${shown}`;
  const claim = verdict === 'not-covered' ? 'not covered by a test' : `${verdict}${by}`;
  const held = confirmation === 'confirmed' ? '' : `, ${confirmation}. ${why ?? ''}`.trimEnd();
  return `${claim}${held}${note === undefined ? '' : ` (${note})`}`;
}

function strayLine(report: CriterionReport): string {
  return `${report.id}: ${reportWords(report)}`;
}

/** `3 of 4 pass`; empty without criteria. */
export function criteriaSummary(criteria: readonly VerifiedCriterion[]): string {
  if (criteria.length === 0) return '';
  const violated = criteria.filter(({ violations }) => violations.length > 0).length;
  const not = violated === 0 ? '' : `, ${violated} not met, as findings say`;
  if (criteria.every(({ report }) => report === undefined))
    return `${count(criteria.length, 'criterion', 'criteria')}, not verified${not}`;
  return `${criteria.filter(passes).length} of ${criteria.length} pass${not}`;
}

/** Whether the host has seen it pass, and no finding says otherwise. */
export function passes({ report, violations }: VerifiedCriterion): boolean {
  return report?.verdict === 'pass' && report.confirmation === 'confirmed' && violations.length === 0;
}

/** Why a person has to say something about the criteria of a wave before it is committed; none where all of them pass. */
export function criteriaReasons(state: RunState, wave: string): readonly string[] {
  if (state.plan.plan.verifier === undefined) return [];
  const criteria = waveCriteria(state, wave);
  const of = (kind: (criterion: VerifiedCriterion) => boolean) => criteria.filter(kind).map(({ id }) => id);
  const failing = of(({ report }) => report?.verdict === 'fail' && report.confirmation === 'confirmed');
  const wrong = [
    ...of(({ report }) => report?.confirmation === 'contradicted'),
    ...strayReports(state, wave).map(({ id }) => id),
  ];
  const open = of((each) => !passes(each) && !failing.includes(each.id) && !wrong.includes(each.id));
  return [
    ...(failing.length === 0 ? [] : [`Not met: ${listed(failing)}.`]),
    ...(wrong.length === 0 ? [] : [`Claims of the verifier that do not hold: ${listed(wrong)}.`]),
    ...(open.length === 0 ? [] : [`Nothing shows that these are met: ${listed(open)}.`]),
  ];
}
