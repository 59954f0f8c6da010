import { lstatSync } from 'node:fs';
import { realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { indexEntries } from '../files/indexEntries.ts';
import { gitText, runGit } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';

/**
 * Settings with which git notices whatever was done to a file since it wrote it: the time at which the system saw the last change
 * of a file cannot be set back by whoever changes it.
 */
const watchful = [
  'core.trustctime=true',
  'core.checkStat=default',
  'core.ignoreStat=false',
  'core.untrackedCache=false',
  'core.fileMode=true',
  'core.symlinks=true',
];

/**
 * Leaves nothing in a worktree but files of a commit as git wrote them. Whatever git does not track goes, ignored or not; a tracked
 * file that anything was done to since it was written, be it a second name or another mode, is removed and written again, so that
 * no session can have a way to it.
 *
 * @param call how git is called on the worktree
 * @param index the index that the repository keeps for it, which is as old as its files
 * @throws GitError or Error when something cannot be removed or written
 */
export async function cleanse(call: GitCall, index: string, commit: string): Promise<void> {
  const { folder } = call;
  await rm(path.join(folder, '.wavegate'), { recursive: true, force: true });
  await runGit(['clean', '-ffdxq'], { ...call, config: [...(call.config ?? []), 'clean.requireForce=false'] });
  const top = await realpath(folder);
  const listed = await gitText(['diff-files', '--name-only', '-z', '--ignore-submodules=all'], {
    ...call,
    config: [...(call.config ?? []), ...watchful],
  });
  const touched = listed.split('\0').filter((name) => name !== '');
  for (const file of [...touched, ...(await touchedSoon(call, index))]) {
    const place = path.join(top, ...file.split('/'));
    const parent = await realpath(path.dirname(place)).catch(() => undefined);
    // Never through a link.
    if (parent === path.dirname(place)) await rm(place, { recursive: true, force: true });
  }
  await runGit(['read-tree', '-u', '--reset', commit], call);
}

/**
 * Files that were written in the same second as the index, and that something was done to since. Git compares whole seconds, and
 * for these the content, which a second name or another mode does not change.
 */
async function touchedSoon(call: GitCall, index: string): Promise<readonly string[]> {
  const { mtimeMs } = await stat(index);
  const second = BigInt(Math.floor(mtimeMs / 1_000));
  const soon = (await indexEntries(call)).filter(({ changed }) => changed / 1_000_000_000n >= second);
  return soon.flatMap(({ file, changed }) => {
    const found = lstatSync(path.join(call.folder, ...file.split('/')), { bigint: true, throwIfNoEntry: false });
    return found === undefined || found.ctimeNs === changed ? [] : [file];
  });
}
