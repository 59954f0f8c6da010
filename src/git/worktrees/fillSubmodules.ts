import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { runGit } from '../call/runGit.ts';
import { gitFolderOf, linksOf } from '../work/submoduleWork.ts';
import { commandWord } from '../../util/commandWord.ts';

/** Folders that submodules are taken from and go to. Absolute native paths. */
export interface SubmoduleFilling {
  /** The person's checkout, or that of a submodule of theirs. */
  readonly checkout: string;
  readonly worktree: string;
  /** Git folder of the worktree, which holds those of its submodules. */
  readonly gitFolder: string;
  readonly commit: string;
}

/**
 * Checks out in a worktree the submodules that the person has checked out, at the commits that the worktree names. Their objects
 * are borrowed from the person's, so that nothing is fetched; each has a git folder of its own, without a remote.
 *
 * @throws WorkspaceError `missing-objects` when the person's submodule does not have a commit
 */
export async function fillSubmodules({ checkout, worktree, gitFolder, commit }: SubmoduleFilling): Promise<void> {
  for (const [id, file] of await linksOf(checkout, commit)) {
    const [source, target] = [checkout, worktree].map((top) => path.join(top, ...file.split('/'))) as [string, string];
    const from = await gitFolderOf(source);
    if (from === undefined) continue;
    await requireCommit(from, id, file);
    const { name, url } = await recordOf(checkout, commit, file);
    const own = path.join(gitFolder, 'modules', ...name.split('/'));
    await mkdir(path.dirname(own), { recursive: true });
    const call = { folder: worktree, config: ['protocol.file.allow=always'] };
    await runGit(
      ['clone', '--quiet', '--shared', '--no-checkout', '--no-tags', `--separate-git-dir=${own}`, '--', from, target],
      call,
    );
    const inside = { folder: target };
    await runGit(['remote', 'remove', 'origin'], inside);
    await carryFileSettings(source, target);
    await runGit(['checkout', '--quiet', '--force', '--detach', id], inside);
    await runGit(['config', `submodule.${name}.active`, 'true'], { folder: worktree });
    if (url !== undefined) await runGit(['config', `submodule.${name}.url`, url], { folder: worktree });
    await fillSubmodules({ checkout: source, worktree: target, gitFolder: own, commit: id });
  }
}

async function requireCommit(from: string, id: string, file: string): Promise<void> {
  const { exitCode } = await runGit(['cat-file', '-e', `${id}^{commit}`], {
    folder: from,
    env: { GIT_DIR: from },
    accept: [0, 1, 128],
  });
  if (exitCode === 0) return;
  throw new WorkspaceError(
    'missing-objects',
    `The submodule ${file} does not have commit ${id} here, which the repository names. Run \`git submodule update -- ${commandWord(file)}\` once, or set worktree.submodules: off in the plan.`,
  );
}

/** Entry of .gitmodules for a submodule; one that it does not mention goes by its path. */
async function recordOf(
  checkout: string,
  commit: string,
  file: string,
): Promise<{ readonly name: string; readonly url?: string }> {
  const { exitCode, stdout } = await runGit(
    ['config', '-z', '--blob', `${commit}:.gitmodules`, '--get-regexp', '^submodule\\.'],
    { folder: checkout, accept: [0, 1, 128] },
  );
  const entries = exitCode === 0 ? stdout.toString('utf8').split('\0') : [];
  const pairs = entries.map((entry) => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]);
  const key = pairs.find(([name = '', value]) => name.endsWith('.path') && value === file)?.[0];
  const name = key?.slice('submodule.'.length, -'.path'.length);
  // A name is part of a path here; git itself refuses those that lead out of the folder.
  if (name === undefined || name.split('/').some((part) => part === '..' || part === '')) return { name: file };
  const url = pairs.find(([each]) => each === `submodule.${name}.url`)?.[1];
  return { name, ...(url === undefined ? {} : { url }) };
}

/** Files are written as the person's own git would write them. */
async function carryFileSettings(source: string, target: string): Promise<void> {
  for (const key of ['core.autocrlf', 'core.eol', 'core.symlinks', 'core.fileMode', 'core.ignoreCase']) {
    const { stdout } = await runGit(['config', '--local', '--get', key], { folder: source, accept: [0, 1] });
    const value = stdout.toString('utf8').trim();
    if (value !== '') await runGit(['config', key, value], { folder: target });
  }
}
