import { WorkspaceError } from '../../ports/workspaces.ts';
import { filesOf, isInSparse, sparseFor } from './sparseCheckout.ts';
import type { SparsePatterns, SparseWish } from './sparseCheckout.ts';
import { GitError } from '../call/gitError.ts';
import { runGit } from '../call/runGit.ts';
import { textOf } from '../place/repositorySettings.ts';
import type { Setting } from '../place/repositorySettings.ts';
import { readRefs } from '../refs/commits.ts';
import { commandWord } from '../../util/commandWord.ts';

/** Milliseconds: what cannot be known in this time is found when it is needed. */
const fetchTimeout = 60_000;

/**
 * Refuses a start from a commit whose files a partial clone does not have. Git would fetch them one by one while worktrees
 * are filled, in a process that cannot ask for a password.
 *
 * @param top top folder of the person's checkout
 * @param settings its settings
 * @throws WorkspaceError `missing-objects`, with the command that gets them
 */
export async function requireObjects(
  top: string,
  base: { readonly commit: string; readonly name?: string | undefined },
  wish: SparseWish,
  settings: readonly Setting[],
): Promise<void> {
  const remote = promisorIn(settings);
  if (remote === undefined) return;
  const missing = await missingOf(top, base.commit);
  if (missing.size === 0) return;
  const needed = await neededOf(top, base.commit, missing, await sparseFor(top, wish, settings));
  if (needed === 0) return;
  const known = base.name !== undefined && (await isKnownAt(top, remote, base.name)) ? base.name : undefined;
  throw new WorkspaceError(
    'missing-objects',
    missingText(top, remote, { name: base.name ?? base.commit, known }, needed),
  );
}

/** Whether a remote can be asked for a branch or a tag by its name: what is only here, it does not know. */
async function isKnownAt(top: string, remote: string, name: string): Promise<boolean> {
  const refs = await readRefs(top, [`refs/remotes/${remote}/${name}`, `refs/tags/${name}`]);
  return Object.keys(refs).length > 0;
}

/** Names of objects that a commit's files need and that are not here. Nothing is fetched. */
async function missingOf(top: string, commit: string): Promise<ReadonlySet<string>> {
  try {
    const args = ['rev-list', '--objects', '--no-walk', '--missing=print', commit];
    const { stdout } = await runGit(args, { folder: top, timeout: fetchTimeout });
    const lines = stdout.toString('latin1').split('\n');
    return new Set(lines.filter((line) => line.startsWith('?')).map((line) => line.slice(1)));
  } catch (error) {
    if (error instanceof GitError && error.reason === 'timeout') return new Set();
    throw error;
  }
}

/** Number of them that lie in the folders that worktrees will hold. */
async function neededOf(
  top: string,
  commit: string,
  missing: ReadonlySet<string>,
  sparse: SparsePatterns | undefined,
): Promise<number> {
  if (sparse === undefined) return missing.size;
  try {
    const files = await filesOf(top, commit);
    return files.filter(([id, file]) => missing.has(id) && isInSparse(sparse, file) === true).length;
  } catch {
    // Folders are missing as well.
    return missing.size;
  }
}

/** Name of the remote a partial clone fetches what it lacks from; undefined for a whole clone. */
function promisorIn(settings: readonly Setting[]): string | undefined {
  const first = settings.find(({ key }) => /^(remote\..*\.promisor|extensions\.partialclone)$/s.test(key));
  if (first === undefined) return undefined;
  const { key, value = '' } = first;
  const name = key.startsWith('remote.') ? key.slice('remote.'.length, -'.promisor'.length) : value;
  return textOf({ key, value: name });
}

function missingText(
  top: string,
  remote: string,
  { name, known }: { readonly name: string; readonly known: string | undefined },
  count: number,
): string {
  // The files of a commit that was made here are missing only where they are those of a commit of the remote.
  const from = known === undefined ? remote : `${remote} ${known}`;
  return (
    `This is a partial clone, and ${count === 1 ? `1 object of ${name} is` : `${count} objects of ${name} are`} missing in it. ` +
    `Get them with: git -C ${commandWord(top)} fetch --refetch --no-filter ${from}`
  );
}
