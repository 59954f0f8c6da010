import { archiveFolder, archiveIndex, isArchiveFolder } from '../../core/report/archivePlaces.ts';
import { resolveCommit } from '../refs/commits.ts';
import { gitContent, gitText, runGit } from '../call/runGit.ts';

/** The record of a run as it was archived in a repository. */
export interface ReadArchive {
  /** Its place: `commit:folder`, as git takes it. */
  readonly place: string;
  /** Text of one of its files; undefined where it has no such file. */
  file(path: string): Promise<string | undefined>;
}

/**
 * Finds the archived record of a run, on the branch here or of a remote, or in the folder on any branch.
 *
 * @param to as the trailer of a commit of the run has it
 * @returns undefined where this repository does not have it
 */
export async function readArchive(repository: string, to: string, run: string): Promise<ReadArchive | undefined> {
  const folder = archiveFolder(to, run);
  const commits = isArchiveFolder(to) ? await commitsWith(repository, folder) : await tipsOf(repository, to);
  for (const commit of commits) {
    if ((await textAt(repository, `${commit}:${folder}/${archiveIndex}`)) === undefined) continue;
    const place = `${commit}:${folder}`;
    return { place, file: (path) => textAt(repository, `${place}/${path}`) };
  }
  return undefined;
}

async function tipsOf(repository: string, branch: string): Promise<readonly string[]> {
  const listed = await gitText(
    ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`, `refs/remotes/*/${branch}`],
    { folder: repository },
  );
  return [...new Set(listed.split('\n').filter((line) => line !== ''))];
}

async function commitsWith(repository: string, folder: string): Promise<readonly string[]> {
  const head = await resolveCommit(repository, 'HEAD');
  const argv = ['log', '--all', '--max-count=1', '--format=%H', '--', folder];
  const last = (await gitText(argv, { folder: repository })).trim();
  return [...(head === undefined ? [] : [head]), ...(last === '' ? [] : [last])];
}

async function textAt(repository: string, object: string): Promise<string | undefined> {
  const kind = await runGit(['cat-file', '-t', object], { folder: repository, accept: [0, 128] });
  if (kind.exitCode !== 0 || kind.stdout.toString('utf8').trim() !== 'blob') return undefined;
  return gitContent(['cat-file', 'blob', object], { folder: repository });
}
