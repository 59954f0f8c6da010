import type { FileChange } from '../run/model.ts';

/**
 * Holds the files an agent says it changed against those it did change.
 *
 * @param claimed paths as an agent writes them: `./`, backslashes and repetitions are forgiven
 * @returns what differs, for people; undefined when they agree
 */
export function compareClaims(claimed: readonly string[], changes: readonly FileChange[]): string | undefined {
  // The handoff itself lies in .wavegate/, which is not part of anybody's work.
  const claims = new Set(claimed.map(normalise).filter((path) => !path.startsWith('.wavegate/')));
  const changed = new Set(changes.map(({ path }) => path));
  const unchanged = [...claims].filter((path) => !changed.has(path));
  const unclaimed = [...changed].filter((path) => !claims.has(path));
  if (unchanged.length === 0 && unclaimed.length === 0) return undefined;
  const parts = [
    ...(unchanged.length > 0 ? [`It claims to have changed ${list(unchanged)}, which did not change.`] : []),
    ...(unclaimed.length > 0 ? [`It does not mention ${list(unclaimed)}, which did change.`] : []),
  ];
  return `The handoff does not agree with the files on disk. ${parts.join(' ')} Look at the changes, then dispatch the task again.`;
}

function normalise(path: string): string {
  return path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/{2,}/g, '/');
}

function list(paths: readonly string[]): string {
  const shown = [...paths].sort().slice(0, 10).join(', ');
  return paths.length > 10 ? `${shown} and ${paths.length - 10} more` : shown;
}
