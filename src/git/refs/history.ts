import { gitLine, gitText } from '../call/runGit.ts';

/** How far a commit leads back in this clone. */
export interface Ancestry {
  /** A shallow clone's history begins with it, so that git names it for all lines that are older. */
  readonly isCut: boolean;
  /** Messages of the commits that it merged, newest first: those its first parent does not have. Empty for any other commit. */
  readonly merged: readonly string[];
}

/** Messages of a merge that are read. */
const most = 1_000;

/**
 * Reads how far a commit leads back.
 *
 * @param parents of the commit, as it names them itself: of those, a shallow clone has none where its history begins
 * @throws GitError when there is no such commit
 */
export async function readAncestry(repository: string, commit: string, parents: readonly string[]): Promise<Ancestry> {
  const call = { folder: repository };
  const [, ...known] = (await gitLine(['rev-list', '--parents', '--max-count=1', commit], call)).split(' ');
  const [first] = known;
  if (first === undefined || known.length < 2) return { isCut: parents.length > 0 && first === undefined, merged: [] };
  const args = ['log', '-z', '--format=%B', `--max-count=${most}`, commit, `^${first}`];
  const messages = (await gitText(args, call)).split('\0').filter((message) => message !== '');
  return { isCut: false, merged: messages };
}
