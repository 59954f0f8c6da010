import path from 'node:path';
import type { FileChange } from '../../core/model/repository.ts';
import { parseObjects } from '../parse/objects.ts';
import { runGit } from '../call/runGit.ts';

/** Mode and name of the object that a changed path has become, where that is a link. */
const newLink = / 120000 ([0-9a-f]+)$/;
/** Longest target that is shown; git keeps what a link leads to as it was written. */
const longest = 200;

/**
 * Marks the changed links that lead out of the repository, or into its git folder: whoever reads or writes there later
 * does so with their own rights.
 *
 * @param changes with their objects
 */
export async function withLinkTargets(
  repository: string,
  changes: readonly FileChange[],
): Promise<readonly FileChange[]> {
  const ids = [...new Set(changes.flatMap(({ objects = '' }) => newLink.exec(objects)?.[1] ?? []))];
  if (ids.length === 0) return changes;
  const { stdout } = await runGit(['cat-file', '--batch'], { folder: repository, input: `${ids.join('\n')}\n` });
  const targets = new Map(
    parseObjects(stdout).flatMap((found) => (found === undefined ? [] : [[found.id, found.content.toString('utf8')]])),
  );
  return changes.map((change) => {
    const target = targets.get(newLink.exec(change.objects ?? '')?.[1] ?? '');
    return target !== undefined && leadsOut(change.path, target)
      ? { ...change, leadsOut: target.slice(0, longest) }
      : change;
  });
}

/**
 * Whether a link leads out of the repository it lies in, or into the git folder of a checkout, going by its words alone.
 *
 * @param link where it lies, relative to the root, forward slashes
 * @param target as it is written
 */
export function leadsOut(link: string, target: string): boolean {
  const { posix, win32 } = path;
  if (posix.isAbsolute(target) || win32.isAbsolute(target) || /^[A-Za-z]:/.test(target)) return true;
  const place = posix.join(posix.dirname(link), target.replaceAll('\\', '/'));
  return /^\.\.(?:\/|$)/.test(place) || /^\.git(?:\/|$)/i.test(place);
}
