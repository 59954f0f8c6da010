import type { DigestFacts, Occurrence } from '../../core/digest/facts.ts';
import { commandFiles } from '../../core/digest/findCommands.ts';
import { ownerFiles } from '../../core/digest/owners.ts';
import { readFileAt } from './changes.ts';
import { gitNames, runGit } from '../call/runGit.ts';

/** Most lines of one file that are looked at for one call: generated files repeat names without end. */
const linesPerFile = 20;
/** Most characters of a file that is read for the commands it names. */
const longestText = 100_000;

/**
 * Facts of a repository at a commit, for a planner. Three calls of git, whatever its size.
 *
 * @param names whose occurrences are looked up, as whole words
 * @throws GitError when the commit does not exist
 */
export async function digestFacts(repository: string, commit: string, names: readonly string[]): Promise<DigestFacts> {
  const [files, occurrences] = await Promise.all([
    filesAt(repository, commit),
    occurrencesAt(repository, commit, names),
  ]);
  const there = new Set(files.map(({ path }) => path));
  const texts: Record<string, string> = {};
  for (const file of [...commandFiles, ...ownerFiles].filter((each) => there.has(each))) {
    const text = await readFileAt(repository, commit, file);
    if (text !== undefined) texts[file] = text.slice(0, longestText);
  }
  return { commit, files, texts, occurrences };
}

async function filesAt(repository: string, commit: string): Promise<DigestFacts['files']> {
  const listed = await gitNames(['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', commit], {
    folder: repository,
  });
  return listed.split('\0').flatMap((entry) => {
    const [, size, path] = /^\d+ blob [0-9a-f]+ +(\d+)\t(.+)$/s.exec(entry) ?? [];
    return size === undefined || path === undefined ? [] : [{ path, size: Number(size) }];
  });
}

async function occurrencesAt(
  repository: string,
  commit: string,
  names: readonly string[],
): Promise<readonly Occurrence[]> {
  if (names.length === 0) return [];
  const patterns = names.flatMap((name) => ['-e', name]);
  const limit = `--max-count=${linesPerFile}`;
  const { stdout } = await runGit(['grep', '-I', '-n', '-w', '-F', '-z', '--full-name', limit, ...patterns, commit], {
    folder: repository,
    accept: [0, 1],
  });
  const words = names.map((name) => ({ name, word: wholeWord(name) }));
  return stdout
    .toString('utf8')
    .split('\n')
    .flatMap((row) => {
      const [place, line, ...rest] = row.split('\0');
      const text = rest.join('\0');
      const file = place?.slice(commit.length + 1);
      if (file === undefined || line === undefined) return [];
      return words.flatMap(({ name, word }) => (word.test(text) ? [{ name, file, line: Number(line), text }] : []));
    });
}

function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${name.replace(/[$]/g, '\\$&')}(?![\\w$])`);
}
