import path from 'node:path';

/**
 * Variables that keep git from looking for a repository above a worktree, where the person may keep one of their own, once
 * something has removed the `.git` in it.
 */
export function gitOnlyIn(worktree: string): Readonly<Record<string, string>> {
  return { GIT_CEILING_DIRECTORIES: path.dirname(worktree) };
}
