import { own } from '../../util/records.ts';
import type { Criterion } from '../criteria/criteria.ts';
import type { SpecTexts } from '../criteria/specSections.ts';
import { code, entry, paragraph } from './contain.ts';
import { optionalSection } from './sections.ts';
import type { Section } from './sections.ts';

/** Acceptance criteria of the work, one by one. */
export function acceptanceCriteria(criteria: readonly Criterion[]): readonly Section[] {
  if (criteria.length === 0) return [];
  return optionalSection('Acceptance criteria', [
    'Each has to be true of your work, and a test has to show it:',
    '',
    ...criteria.map((criterion) => criterionEntry(criterion)),
  ]);
}

export function criterionEntry({ id, text, tests }: Criterion): string {
  const shown = tests.length === 0 ? '' : `\nShown by: ${tests.map(code).join(', ')}`;
  return entry('-', `${id}: ${text === '' ? 'as the specification words it' : text}${shown}`);
}

/** Cited sections of specifications, word for word but as quotations: what they say is material, no instruction about the session. */
export function citedSpec(references: readonly string[], specs: SpecTexts = {}): readonly Section[] {
  const parts = references.flatMap((reference) => {
    const text = own(specs, reference);
    return text === undefined ? [] : [`From ${code(reference)}:`, '', paragraph(`\n${text}\n`), ''];
  });
  return optionalSection('Specification', parts);
}
