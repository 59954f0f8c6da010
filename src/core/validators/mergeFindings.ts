import { validatorSeverities } from '../plan/schema/vocabulary.ts';
import type { Review, ValidatorFinding } from '../model/finding.ts';

/** Report of one validator, under the name of its session's subject. */
export interface ValidatorReport {
  readonly validator: string;
  readonly findings: Review['findings'];
}

type Unnamed = Omit<ValidatorFinding, 'id'>;

/** Two validators rarely cite the very same line of one thing. */
const nearLines = 3;
/** Share of words that two titles must have in common. */
const likeEnough = 0.5;

/**
 * One list out of what several validators found: what two of them say of the same place becomes one finding, as grave as
 * the graver of them says. Nothing is left out. Blockers come first, then issues, then nits, each in the order of files.
 *
 * @param prefix of the ids, which count from 1
 */
export function mergeFindings(reports: readonly ValidatorReport[], prefix: string): readonly ValidatorFinding[] {
  const merged: Unnamed[] = [];
  for (const { validator, findings } of reports) {
    for (const { id: _id, ...found } of findings) {
      const finding = { ...found, validators: [validator] };
      const index = bestMatch(merged, finding);
      const known = merged[index];
      if (known === undefined) merged.push(finding);
      else merged[index] = join(known, finding);
    }
  }
  return merged.sort(byGravity).map((finding, index) => ({ id: `${prefix}~${index + 1}`, ...finding }));
}

/** Whether two findings are about the same thing, wherever in the file it has moved. */
export function isSameFinding(
  one: Pick<ValidatorFinding, 'file' | 'title'>,
  other: Pick<ValidatorFinding, 'file' | 'title'>,
): boolean {
  return one.file === other.file && likenessOf(one.title, other.title) >= likeEnough;
}

/** @returns -1 when none of the findings is about the same thing */
function bestMatch(merged: readonly Unnamed[], finding: Unnamed): number {
  let best = { index: -1, likeness: likeEnough };
  for (const [index, known] of merged.entries()) {
    if (known.file !== finding.file || Math.abs(known.line - finding.line) > nearLines) continue;
    const likeness = likenessOf(known.title, finding.title);
    if (likeness > best.likeness || (best.index < 0 && likeness === likeEnough)) best = { index, likeness };
  }
  return best.index;
}

/** Part of two titles that is the same, from 0 to 1. */
function likenessOf(one: string, other: string): number {
  const words = wordsOf(one);
  const others = wordsOf(other);
  if (words.size + others.size === 0) return one.trim() === other.trim() ? 1 : 0;
  const shared = [...words].filter((word) => others.has(word)).length;
  return (2 * shared) / (words.size + others.size);
}

function wordsOf(title: string): ReadonlySet<string> {
  return new Set(title.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
}

function join(known: Unnamed, found: Unnamed): Unnamed {
  const [first, second] = gravityOf(found) < gravityOf(known) ? [found, known] : [known, found];
  const criteria = [...new Set([...(first.criteria ?? []), ...(second.criteria ?? [])])];
  return {
    ...first,
    ...(criteria.length === 0 ? {} : { criteria }),
    detail: bothTexts(first.detail, second.detail),
    remediation: bothTexts(first.remediation, second.remediation),
    citation: first.citation === 'verified' ? 'verified' : second.citation,
    validators: [...new Set([...known.validators, ...found.validators])],
  };
}

function bothTexts(one: string, other: string): string {
  return one.includes(other.trim()) ? one : one === '' ? other : `${one}\n\n${other}`;
}

function gravityOf({ severity }: Pick<Unnamed, 'severity'>): number {
  return validatorSeverities.indexOf(severity);
}

function byGravity(one: Unnamed, other: Unnamed): number {
  return (
    gravityOf(one) - gravityOf(other) ||
    (one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line)
  );
}
