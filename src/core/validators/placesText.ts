import { riskyPlaces } from './riskyPlaces.ts';

/** Name of the file with the whole change. */
export const changeFile = 'change.diff';
/** Name of the file with its lines that are most likely to be wrong. */
export const placesFile = 'places.md';

/** Longest list; who has read these reads the change itself. */
const mostPlaces = 400;
const longestLine = 160;

/** The riskiest changed lines of a difference as a list in Markdown, for whoever reviews it. */
export function placesText(diff: string): string {
  const places = riskyPlaces(diff).slice(0, mostPlaces);
  if (places.length === 0) return 'No changed line stands out. Read the change whole.\n';
  return places
    .map(({ file, line, text, reasons }) => {
      const why = reasons.length === 0 ? 'edited' : reasons.join(', ');
      return `- ${file}:${line} (${why}): ${text.trim().slice(0, longestLine)}\n`;
    })
    .join('');
}
