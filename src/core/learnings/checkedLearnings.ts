import type { ReportedLearning } from '../model/sessionResult.ts';
import { short } from '../words/labels.ts';
import type { Learning } from './learnings.ts';
import type { RecordLine } from './recordLines.ts';

/** Sentences of an agent that count, and those that do not, each with the reason. */
export interface CheckedLearnings {
  readonly learnings: readonly Learning[];
  readonly refused: readonly { readonly text: string; readonly why: string }[];
}

/**
 * Learnings whose evidence is there: each cites at least one line of the record it was given, by its number, and every
 * citation exists. A commit counts where a line of the record names it.
 *
 * @param before those an earlier session proposed; the same sentence is not proposed twice
 */
export function checkedLearnings(
  run: string,
  reported: readonly ReportedLearning[],
  record: readonly RecordLine[],
  before: readonly Learning[] = [],
): CheckedLearnings {
  const learnings: Learning[] = [];
  const refused: { text: string; why: string }[] = [];
  for (const { text, records, commits } of reported) {
    const lines = records.map((number) => record.find((line) => line.number === number));
    const missing = records.filter((_number, index) => lines[index] === undefined);
    const unknown = commits.filter((commit) => !isNamed(commit, record));
    const told = [...before, ...learnings];
    if (told.some((known) => known.text.toLowerCase() === text.toLowerCase())) continue;
    if (records.length + commits.length === 0) refused.push({ text, why: 'It cites nothing.' });
    else if (missing.length > 0) refused.push({ text, why: `There is no record ${missing.join(', ')}.` });
    else if (unknown.length > 0) refused.push({ text, why: `The run has made no commit ${unknown.join(', ')}.` });
    else {
      const cited = lines.flatMap((line) =>
        line === undefined ? [] : [`record ${line.number}: ${line.text.slice(0, 160)}`],
      );
      const made = commits.map((commit) => `commit ${short(commit)}`);
      learnings.push({ id: `${run}/agent/${told.length + 1}`, text, evidence: [...cited, ...made].join('; ') });
    }
  }
  return { learnings, refused };
}

function isNamed(commit: string, record: readonly RecordLine[]): boolean {
  return /^[0-9a-f]{7,64}$/.test(commit) && record.some(({ text }) => new RegExp(`\\b${commit}`).test(text));
}
