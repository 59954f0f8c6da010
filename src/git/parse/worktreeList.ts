/** One worktree as `git worktree list` knows it. */
export interface ListedWorktree {
  /** As git stores it: absolute, forward slashes on Windows too. */
  readonly path: string;
  readonly head?: string;
  /** Short name of the branch checked out; undefined when detached or bare. */
  readonly branch?: string;
  readonly bare: boolean;
}

/**
 * Reads `git worktree list --porcelain -z`. The first entry is the main worktree.
 *
 * @param output as printed: attributes end in NUL, worktrees in one more
 */
export function parseWorktreeList(output: string): readonly ListedWorktree[] {
  const worktrees: ListedWorktree[] = [];
  let attributes = new Map<string, string>();
  for (const token of output.split('\0')) {
    if (token !== '') {
      const space = token.indexOf(' ');
      attributes.set(space < 0 ? token : token.slice(0, space), space < 0 ? '' : token.slice(space + 1));
      continue;
    }
    const path = attributes.get('worktree');
    if (path === undefined) continue;
    const head = attributes.get('HEAD');
    const branch = attributes.get('branch')?.replace(/^refs\/heads\//, '');
    worktrees.push({
      path,
      ...(head !== undefined && { head }),
      ...(branch !== undefined && { branch }),
      bare: attributes.has('bare'),
    });
    attributes = new Map();
  }
  return worktrees;
}
