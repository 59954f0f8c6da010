import type { Recorded } from '../model/events.ts';

/** Something that validators found at least twice, in rounds of one run or of several. */
export interface CameAgain {
  readonly title: string;
  readonly remediation: string;
  /** Rounds of validation in which it was found, and runs. */
  readonly rounds: number;
  readonly runs: number;
  readonly files: readonly string[];
}

/**
 * Findings of validators that came again after they had been told: a sentence has not kept them away, and a check would.
 * Compared by their titles, without case and numbers.
 *
 * @param runs their events, in any order
 */
export function findingsThatCameAgain(runs: readonly (readonly Recorded[])[]): readonly CameAgain[] {
  const seen = new Map<
    string,
    { title: string; remediation: string; rounds: Set<string>; runs: Set<number>; files: Set<string> }
  >();
  runs.forEach((events, run) => {
    for (const event of events) {
      if (event.type !== 'findings-merged') continue;
      for (const { title, file, remediation } of event.findings) {
        const key = title.toLowerCase().replace(/\d+/g, '0').trim();
        const entry = seen.get(key) ?? { title, remediation, rounds: new Set(), runs: new Set(), files: new Set() };
        entry.rounds.add(`${run} ${event.attempt}`);
        entry.runs.add(run);
        entry.files.add(file);
        seen.set(key, entry);
      }
    }
  });
  return [...seen.values()]
    .filter(({ rounds }) => rounds.size >= 2)
    .map(({ title, remediation, rounds, runs: all, files }) => ({
      ...{ title, remediation, rounds: rounds.size, runs: all.size },
      files: [...files].sort(),
    }))
    .sort((one, other) => other.rounds - one.rounds || (one.title < other.title ? -1 : 1));
}
