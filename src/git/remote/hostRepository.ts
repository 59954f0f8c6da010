import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { errorMessage } from '../../util/errors.ts';
import { resolveCommit } from '../refs/commits.ts';
import { remoteEnvironment } from './remoteEnvironment.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';
import { asWorkspace } from '../place/workspaceFailure.ts';

/**
 * Opens the repository of a host for one repository of the team: makes it the first time, and has its remote lead to the address.
 *
 * @param folder absolute
 * @param remote address of the repository's remote; undefined where it has none
 * @throws WorkspaceError
 */
export async function openHostRepository(folder: string, remote: string | undefined): Promise<void> {
  return asWorkspace(async () => {
    if ((await stat(path.join(folder, '.git')).catch(() => undefined)) === undefined) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await runGit(['init', '--quiet', folder], { folder: path.dirname(folder) });
    }
    if (remote === undefined) return;
    const known = await runGit(['config', '--get', 'remote.origin.url'], { folder, accept: [0, 1] });
    if (known.stdout.toString('utf8').trim() === remote) return;
    await runGit(['config', 'remote.origin.url', remote], { folder });
    await runGit(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'], { folder });
  });
}

/** Whether all of some commits are in the repository of a host. */
export async function hasCommits(folder: string, commits: readonly string[]): Promise<boolean> {
  const input = commits.map((commit) => `${commit}^{commit}\n`).join('');
  const text = await gitText(['cat-file', '--batch-check=%(objectname)'], { folder, input });
  return text.split('\n').filter((line) => /^[0-9a-f]+$/.test(line)).length === commits.length;
}

/**
 * Sees that a commit is in the repository of a host, and that something is checked out there, as sessions expect of a checkout.
 *
 * @throws WorkspaceError `missing-objects` with what the remote said, when it is neither there nor at the remote
 */
export async function bringCommit(folder: string, commit: string): Promise<void> {
  return asWorkspace(async () => {
    if ((await resolveCommit(folder, commit)) === undefined) {
      const said = await runGit(['fetch', '--quiet', '--no-write-fetch-head', 'origin'], {
        folder,
        env: await remoteEnvironment(folder),
      }).then(
        () => 'it does not have it',
        (error: unknown) => errorMessage(error),
      );
      if ((await resolveCommit(folder, commit)) === undefined) {
        const remote = await gitLine(['config', '--get', 'remote.origin.url'], { folder }).catch(() => 'none');
        throw new WorkspaceError(
          'missing-objects',
          `This host lacks commit ${commit.slice(0, 10)} and cannot get it from the remote (${remote}): ${said}. ` +
            'Push the base of the run there, or give the user of this host access to it.',
        );
      }
    }
    if ((await resolveCommit(folder, 'HEAD')) !== undefined) return;
    await runGit(['checkout', '--quiet', '--detach', commit], { folder });
  });
}
