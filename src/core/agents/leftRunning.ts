/**
 * Tells of programs that something left running, as a sentence.
 *
 * @param who started them, at the beginning of a sentence
 * @param names of the programs, one for each process
 * @returns an empty text where there are none
 */
export function leftRunningSentence(who: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const listed = [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  const shown = listed.slice(0, 5).join(', ');
  const more = listed.length > 5 ? ` and ${listed.length - 5} more` : '';
  const programs = names.length === 1 ? '1 program' : `${names.length} programs`;
  return `${who} left ${programs} running, which Wavegate has ended: ${shown}${more}.`;
}
