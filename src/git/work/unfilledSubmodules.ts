import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { readyAt } from '../place/ignoredFiles.ts';
import { copy, native } from '../files/keepFiles.ts';
import { listFolder } from '../place/smallFiles.ts';
import { gitFolderOf, linksOf } from './submoduleWork.ts';

export interface UnfilledRequest {
  readonly repository: string;
  readonly worktree: string;
  /** Commit the session started from. */
  readonly base: string;
  /** Folder for copies. Absolute, native; made if needed. */
  readonly copies: string;
}

/** Files that were written where a submodule belongs that is not checked out in the worktree. */
export interface UnfilledSubmodule {
  /** Relative to the worktree, forward slashes. */
  readonly path: string;
  /** Relative to the submodule, forward slashes. */
  readonly files: readonly string[];
  /** Folder of the copies. Absolute, native. */
  readonly copies: string;
}

/** Most files of one submodule that are copied. */
const most = 2_000;

/**
 * Copies what a session wrote into the empty folders of submodules. Git does not look into them: what lies there is neither
 * a change nor an untracked file, and would go with the worktree.
 */
export async function keepUnfilled(request: UnfilledRequest): Promise<readonly UnfilledSubmodule[]> {
  const { repository, worktree, base, copies } = request;
  if ((await lstat(path.join(worktree, '.gitmodules')).catch(() => undefined)) === undefined) return [];
  const ready = await readyAt(repository, worktree);
  const found: UnfilledSubmodule[] = [];
  for (const [, submodule] of await linksOf(repository, base)) {
    const folder = native(worktree, submodule);
    if ((await gitFolderOf(folder)) !== undefined) continue;
    const files = await writtenSince(folder, ready);
    const place = native(copies, submodule);
    for (const file of files) await copy(native(folder, file), native(place, file));
    if (files.length > 0) found.push({ path: submodule, files, copies: place });
  }
  return found;
}

/** Files that were there when the worktree was ready came from the plan's set-up. */
async function writtenSince(folder: string, ready: number | undefined, prefix = ''): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of listFolder(native(folder, prefix))) {
    if (files.length >= most) break;
    const name = path.posix.join(prefix, entry.name);
    if (entry.isDirectory()) files.push(...(await writtenSince(folder, ready, name)));
    else if (ready === undefined || (await lstat(native(folder, name))).ctimeMs > ready) files.push(name);
  }
  return files.slice(0, most);
}

/** Message about files that belong to the work of a session, and that no commit of the repository can hold. */
export function unfilledProblem(
  unfilled: readonly UnfilledSubmodule[],
  isTheirs: (path: string) => boolean,
): string | undefined {
  const lines = unfilled
    .filter(({ path: submodule, files }) => [submodule, ...files.map((file) => `${submodule}/${file}`)].some(isTheirs))
    .map(({ path: submodule, files, copies }) => {
      const [first = ''] = files;
      const others = files.length === 1 ? '' : ` and ${files.length - 1} more`;
      return `The submodule ${submodule} is not checked out in this worktree, so git leaves out what was written into its folder: ${first}${others}. It was copied to ${copies}. Check the submodule out in your own checkout and set worktree.submodules: inherit in the plan, or take the change to the submodule's own repository.`;
    });
  return lines.length === 0 ? undefined : lines.join(' ');
}
