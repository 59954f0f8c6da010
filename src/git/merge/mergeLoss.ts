import type { TreeChange } from '../parse/changes.ts';

/** Changes of one part relative to the state it started from. */
export interface PartChanges {
  readonly subject: string;
  readonly changes: readonly TreeChange[];
}

/**
 * Holds a merged state against its parts: a path that one part alone changed is exactly what that part made it, deletions
 * included, and nothing changed that no part changed. Paths of several parts are for git's merge to reconcile.
 *
 * @param result changes from the commit merged onto to the merged state
 * @param beside paths that were changed beside the parts, in what they are merged onto
 * @returns the first contradiction, for people; undefined when the parts add up
 */
export function findLoss(
  result: readonly TreeChange[],
  parts: readonly PartChanges[],
  beside: ReadonlySet<string> = new Set(),
): string | undefined {
  const inResult = new Map(result.map((change) => [change.path, change]));
  const changedBy = new Map<string, { readonly subject: string; readonly change: TreeChange }[]>();
  for (const { subject, changes } of parts) {
    for (const change of changes) {
      const others = changedBy.get(change.path) ?? [];
      changedBy.set(change.path, [...others, { subject, change }]);
    }
  }
  for (const [path, [first, ...others]] of changedBy) {
    if (first === undefined || others.length > 0 || beside.has(path)) continue;
    const found = inResult.get(path);
    if (found?.newId !== first.change.newId || found.newMode !== first.change.newMode) {
      return `${path} is not what ${first.subject} made it.`;
    }
  }
  const stranger = result.find((change) => !changedBy.has(change.path));
  return stranger === undefined ? undefined : `${stranger.path} changed, although no part changed it.`;
}
