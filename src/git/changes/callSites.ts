import type { SitesByFile } from '../../core/model/callSites.ts';
import { GitError } from '../call/gitError.ts';
import { runGit } from '../call/runGit.ts';

/**
 * Places in which something occurs in the text files of a commit: in code, comments and strings alike, so that nothing is
 * hidden by being commented out. Files of submodules are not part of a commit.
 *
 * @param sought a name, as a whole word, or an extended regular expression between slashes
 * @throws GitError when the expression is none
 */
export async function callSitesAt(repository: string, commit: string, sought: string): Promise<SitesByFile> {
  const pattern = /^\/(.+)\/$/s.exec(sought)?.[1];
  const how = pattern === undefined ? ['-w', '-F', '-e', sought] : ['-E', '-e', pattern];
  const { stdout } = await runGit(['grep', '-I', '-n', '-o', '-z', '--full-name', '--no-color', ...how, commit], {
    folder: repository,
    accept: [0, 1],
  }).catch((error: unknown) => {
    if (pattern === undefined || !(error instanceof GitError)) throw error;
    const why = `"${sought}" is no extended regular expression that git can search with, so its places cannot be counted. Correct callSites of the task. ${error.message}`;
    throw new GitError('failed', why);
  });
  const sites = new Map<string, number[]>();
  for (const row of stdout.toString('utf8').split('\n')) {
    const [place, line] = row.split('\0');
    const file = place?.slice(commit.length + 1);
    if (file === undefined || line === undefined || !/^\d+$/.test(line)) continue;
    const lines = sites.get(file);
    if (lines === undefined) sites.set(file, [Number(line)]);
    else lines.push(Number(line));
  }
  return Object.fromEntries(sites);
}
