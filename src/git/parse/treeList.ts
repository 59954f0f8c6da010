/** Entry of a tree: what git says of it, as mode, type and object name, and its path, which may contain tabs. */
interface TreeEntry {
  readonly about: string;
  readonly path: string;
}

/** Reads what `git ls-tree -z` prints. */
export function treeEntries(listed: string): readonly TreeEntry[] {
  return listed.split('\0').flatMap((line) => {
    const tab = line.indexOf('\t');
    return tab === -1 ? [] : [{ about: line.slice(0, tab), path: line.slice(tab + 1) }];
  });
}
