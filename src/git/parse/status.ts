/** Result of `git status` in a worktree. */
export interface Status {
  /** Commit checked out; undefined before the first one. */
  readonly commit?: string;
  /** Short name of the branch checked out; undefined when detached. */
  readonly branch?: string;
  readonly entries: readonly StatusEntry[];
}

export interface StatusEntry {
  /** Relative to the repository root, forward slashes. */
  readonly path: string;
  /** Two letters as git prints them: state in the index, state on disk. `??` for untracked files. */
  readonly state: string;
  /** Modes and object names of the entry: equal details mean the same staged content. Empty for untracked files. */
  readonly detail: string;
}

/** Number of fields that stand before the path, by kind of entry. */
const fields: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10, '?': 1, '!': 1 };

/**
 * Reads `git status --porcelain=v2 --branch -z`. A rename gives two entries: the new path and the one it came from.
 *
 * @param output as printed, NUL-terminated
 */
export function parseStatus(output: string): Status {
  const entries: StatusEntry[] = [];
  let commit: string | undefined;
  let branch: string | undefined;
  const tokens = output.split('\0');
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const kind = token.charAt(0);
    if (kind === '#') {
      const [, name, value] = token.split(' ');
      if (name === 'branch.oid' && value !== '(initial)') commit = value;
      if (name === 'branch.head' && value !== '(detached)') branch = token.slice('# branch.head '.length);
      continue;
    }
    const count = fields[kind];
    if (count === undefined) continue;
    const parts = token.split(' ');
    const path = parts.slice(count).join(' ');
    const state = count === 1 ? kind + kind : (parts[1] ?? '');
    entries.push({ path, state, detail: parts.slice(2, count).join(' ') });
    if (kind === '2') entries.push({ path: tokens[++at] ?? '', state, detail: '' });
  }
  return { ...(commit !== undefined && { commit }), ...(branch !== undefined && { branch }), entries };
}
