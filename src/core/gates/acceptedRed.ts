import type { Validation } from '../model/state.ts';
import type { Missing } from '../model/missing.ts';

type Accepted = Pick<Validation, 'accepted' | 'acceptedBy'>;

/** Red checks that a person accepted as red before the run, each with who did and how they know. */
export function acceptedLines({ accepted = [], acceptedBy }: Accepted): readonly string[] {
  if (acceptedBy === undefined) return accepted;
  return accepted.map((name) => `${name}, by ${acceptedBy.who}: ${acceptedBy.note}`);
}

/** Note that an approval needs over red checks that nothing excuses but a person's word, which is signed with it. */
export function missingWord({ accepted = [] }: Accepted, note: string): readonly Missing[] {
  if (accepted.length === 0 || note.trim() !== '') return [];
  const text = `${accepted.join(', ')} is red and was accepted as red before the run. Say in the note how you know, or reject the gate.`;
  return [{ field: 'note', names: [], text }];
}
