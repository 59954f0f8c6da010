import { gitText } from '../runGit.ts';

/** What git's refs and logs told at one moment; part of a fingerprint. */
interface Moment {
  /** Object by full ref name. */
  readonly refs: Readonly<Record<string, string>>;
  /** Commits that were ever HEAD of the session's worktree. */
  readonly own: readonly string[];
}

/** Checkouts of the person, each with the last entries of its log. */
type Heads = Readonly<Record<string, { readonly log: readonly string[] }>>;

/**
 * Branches that hold work of a session's own: commits its worktree stood at since the earlier fingerprint, which no
 * branch led to then. What the person committed or fetched meanwhile is not the session's, even if its agent took it over.
 *
 * @returns full ref names
 */
export async function branchesWithOwnWork(
  repository: string,
  before: Moment,
  after: Moment & { readonly heads: Heads },
): Promise<readonly string[]> {
  const fetched = Object.entries(after.refs).flatMap(([name, id]) => (name.startsWith('refs/remotes/') ? [id] : []));
  const others = new Set([...before.own, ...Object.values(before.refs), ...fetched, ...committedByPerson(after.heads)]);
  const candidates = after.own.filter((commit) => /^[0-9a-f]{40,}$/.test(commit) && !others.has(commit));
  if (candidates.length === 0) return [];
  const known = Object.entries(before.refs).flatMap(([name, id]) =>
    /^refs\/(heads|remotes)\//.test(name) ? [`^${id}`] : [],
  );
  const listed = await gitText(['rev-list', '--ignore-missing', '--stdin'], {
    folder: repository,
    input: `${[...candidates, ...known].join('\n')}\n`,
  });
  const unknownBefore = new Set(listed.split('\n'));
  const own = candidates.filter((commit) => unknownBefore.has(commit));
  if (own.length === 0) return [];
  const containing = own.map((commit) => `--contains=${commit}`);
  const branches = await gitText(['for-each-ref', '--format=%(refname)', ...containing, 'refs/heads/'], {
    folder: repository,
  });
  return branches.split('\n').filter((name) => name !== '');
}

/** Log entries of a plain commit; merges, pulls and resets only bring in what is there already. */
function committedByPerson(heads: Heads): readonly string[] {
  return Object.values(heads).flatMap(({ log }) =>
    log.flatMap((entry) => (/\tcommit\b(?! \(merge\))/.test(entry) ? [entry.split(' ')[1] ?? ''] : [])),
  );
}
