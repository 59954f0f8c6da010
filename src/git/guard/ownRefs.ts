import { madeIn } from '../privateGit/ownRefs.ts';
import { gitText } from '../call/runGit.ts';

/** Object by full ref name. */
type Refs = Readonly<Record<string, string>>;

/**
 * Refs of the repository that lead to commits a session has made in its own git folder, and that led to none of them
 * before: there is no other way for them to get there than from that folder.
 *
 * @param worktree of the session
 * @returns full ref names
 * @throws GitError when the repository cannot be read
 */
export async function refsWithWorkOf(
  worktree: string,
  repository: string,
  before: Refs,
  after: Refs,
): Promise<readonly string[]> {
  const changed = Object.keys(after).filter(
    (name) => after[name] !== before[name] && !name.startsWith('refs/wavegate/'),
  );
  if (changed.length === 0) return [];
  const made = madeIn(worktree);
  if (made.length === 0) return [];
  const listed = await gitText(['rev-list', '--ignore-missing', '--stdin'], {
    folder: repository,
    input: `${[...made, ...new Set(Object.values(before)).values()].map((id, index) => (index < made.length ? id : `^${id}`)).join('\n')}\n`,
  });
  const here = new Set(listed.split('\n'));
  const unknownBefore = made.filter((commit) => here.has(commit));
  if (unknownBefore.length === 0) return [];
  const containing = unknownBefore.map((commit) => `--contains=${commit}`);
  const found = await gitText(['for-each-ref', '--format=%(refname)', ...containing], { folder: repository });
  const leading = new Set(found.split('\n'));
  return changed.filter((name) => leading.has(name));
}
