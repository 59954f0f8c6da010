import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Gives a worktree that a test has made with git alone a git folder of its own, as that of a session has. */
export function giveOwnGit(repository: string, worktree: string, branch: string, commit: string): void {
  rmSync(path.join(worktree, '.git'), { recursive: true, force: true });
  const git = (...args: string[]): void => void execFileSync('git', ['-C', worktree, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--template=');
  writeFileSync(path.join(worktree, '.git', 'objects', 'info', 'alternates'), `${repository}/.git/objects\n`);
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@localhost');
  git('update-ref', `refs/heads/${branch}`, commit);
  git('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
  git('read-tree', commit);
}
