/** Result of `git merge-tree --write-tree`. */
export interface MergedTree {
  readonly tree: string;
  /** Paths git could not reconcile, each once. Empty: the merge is clean. */
  readonly conflicts: readonly string[];
}

/**
 * Reads `git merge-tree --write-tree -z --name-only`: the tree, the paths in conflict, then messages for people, which
 * are left out.
 *
 * @param output as printed, NUL-terminated
 */
export function parseMergedTree(output: string): MergedTree {
  const [tree = '', ...rest] = output.split('\0');
  const end = rest.indexOf('');
  return { tree, conflicts: [...new Set(rest.slice(0, end < 0 ? rest.length : end))] };
}

/**
 * Reads the same with `--stdin`: for each merge `1` or `0` (clean or not), the tree, and the paths in conflict.
 *
 * @param output as printed, NUL-terminated; a merge that is cut off is left out
 */
export function parseMergedTrees(output: string): readonly MergedTree[] {
  const merged: MergedTree[] = [];
  const words = output.split('\0');
  for (let at = 0; at + 2 < words.length;) {
    const end = words.indexOf('', at);
    // Cut off: conflicts may be missing, and a merge with some must not pass for a clean one.
    if (end < 0 || end === words.length - 1) break;
    const [, tree = '', ...conflicts] = words.slice(at, end);
    merged.push({ tree, conflicts: [...new Set(conflicts)] });
    at = end + 1;
  }
  return merged;
}
