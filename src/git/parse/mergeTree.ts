/** What `git merge-tree --write-tree` found. */
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
