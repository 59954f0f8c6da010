import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newRepository } from './newRepository.ts';

/** Gives a worktree that a test has made with git alone a git folder of its own, as that of a session has. */
export function giveOwnGit(repository: string, worktree: string, branch: string, commit: string): void {
  rmSync(path.join(worktree, '.git'), { recursive: true, force: true });
  newRepository(worktree, 'Test', 'test@localhost');
  const place = path.join(worktree, '.git');
  const ref = `refs/heads/${branch}`;
  writeFileSync(path.join(place, 'objects', 'info', 'alternates'), `${repository}/.git/objects\n`);
  mkdirSync(path.dirname(path.join(place, ref)), { recursive: true });
  writeFileSync(path.join(place, ref), `${commit}\n`);
  writeFileSync(path.join(place, 'HEAD'), `ref: ${ref}\n`);
  execFileSync('git', ['-C', worktree, 'read-tree', commit], { stdio: 'pipe' });
}
