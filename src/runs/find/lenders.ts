import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Git folders whose objects those of the folders borrow, as the worktrees of a run do: their own git folder knows no runs.
 *
 * @param folders tops of checkouts, absolute
 */
export async function lendersOf(folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(folders.map((folder) => lenderOf(path.join(folder, '.git'))));
  return found.flatMap((lender) => lender ?? []);
}

async function lenderOf(git: string): Promise<string | undefined> {
  const file = path.join(git, 'objects', 'info', 'alternates');
  // Absent in almost every repository; in a worktree of git's own, `.git` is no folder.
  const [line = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const objects = line.startsWith('"') ? unquoted(line) : line;
  return path.basename(objects) === 'objects' && path.isAbsolute(objects)
    ? path.dirname(path.normalize(objects))
    : undefined;
}

/** A path that git wrote in quotes, as C does. */
function unquoted(line: string): string {
  return line.slice(1, -1).replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
