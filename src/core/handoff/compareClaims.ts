import { own, recordOf } from '../../util/records.ts';
import { cleanLine } from './cleanText.ts';
import type { FileChange } from '../model/repository.ts';

/**
 * Holds the files an agent says it changed against those it did change.
 *
 * @param claimed paths as an agent writes them: `./`, backslashes, repetitions and the other way to write an accent are forgiven
 * @param ignored rule by path, for those left out because git ignores them
 * @returns what differs, for people; undefined when they agree
 */
export function compareClaims(
  claimed: readonly string[],
  changes: readonly FileChange[],
  ignored: Readonly<Record<string, string>> = {},
): string | undefined {
  const changed = new Set(changes.map(({ path }) => path));
  const exactly = claimed.filter((path) => changed.has(path));
  const others = claimedPaths(claimed.filter((path) => !changed.has(path)));
  const composed = new Map([...changed].map((path) => [path.normalize(), path]));
  const claims = new Set([...exactly, ...others.map((path) => composed.get(path.normalize()) ?? path)]);
  const absent = [...claims].filter((path) => !changed.has(path));
  const unchanged = absent.filter((path) => own(ignored, path) === undefined);
  const leftOut = absent.filter((path) => own(ignored, path) !== undefined);
  const unclaimed = [...changed].filter((path) => !claims.has(path));
  if (absent.length === 0 && unclaimed.length === 0) return undefined;
  const parts = [
    ...(unchanged.length > 0 ? [`It claims to have changed ${list(unchanged)}, which did not change.`] : []),
    ...(leftOut.length > 0
      ? [
          `It lists ${list(leftOut.map((path) => `${path} (${ignored[path]})`))}, which git ignores and the task does not own: let the task own it, or correct the ignore rule.`,
        ]
      : []),
    ...(unclaimed.length > 0 ? [`It does not mention ${list(unclaimed)}, which did change.`] : []),
  ];
  return `The handoff does not agree with the files on disk. ${parts.join(' ')} Look at the changes, then dispatch the task again.`;
}

/** Paths an agent lists, as git would write them, without those of `.wavegate/`, which is not part of the work. */
export function claimedPaths(claimed: readonly string[]): readonly string[] {
  return claimed.map(normalise).filter((path) => !path.startsWith('.wavegate/'));
}

/** The files a handoff lists, whether it will be believed or not; none where it cannot be read. */
export function filesListed(handoff: string | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse((handoff ?? '').replace(/^\uFEFF/, ''));
    const listed = recordOf(value)['filesChanged'] ?? [];
    return Array.isArray(listed) ? claimedPaths(listed.filter((path) => typeof path === 'string')) : [];
  } catch {
    return [];
  }
}

function normalise(path: string): string {
  return path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/{2,}/g, '/');
}

function list(paths: readonly string[]): string {
  const shown = [...paths].sort().slice(0, 10).map(cleanLine).join(', ');
  return paths.length > 10 ? `${shown} and ${paths.length - 10} more` : shown;
}
