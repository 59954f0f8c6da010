import path from 'node:path';

/** Variables of the person by which git and Git LFS convert files; none of them holds a secret. */
const converting = /^GIT_(LFS_.*|ATTR_NOSYSTEM)$/;

/**
 * Variables of a git that works in a worktree. They keep it from looking for a repository above, where the person may keep one
 * of their own, once something has removed the `.git` in it; and it converts files as theirs does.
 */
export function gitOnlyIn(worktree: string): Readonly<Record<string, string>> {
  const theirs = Object.entries(process.env).filter(([name]) => converting.test(name));
  return { ...Object.fromEntries(theirs), GIT_CEILING_DIRECTORIES: path.dirname(worktree) };
}
