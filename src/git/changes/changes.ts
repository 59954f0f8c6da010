import path from 'node:path';
import type { FileChange } from '../../core/model/repository.ts';
import { withGenerated } from './generatedFiles.ts';
import { withLinkTargets } from './linkTargets.ts';
import { GitError } from '../call/gitError.ts';
import { parseFileChanges, parseTreeChanges } from '../parse/changes.ts';
import type { TreeChange } from '../parse/changes.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';

const diffTree = ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-textconv'];

/**
 * Files that differ between two commits or trees, by path; a rename is a deletion and an addition. Binary files count
 * no lines.
 */
export async function fileChanges(repository: string, from: string, to: string): Promise<readonly FileChange[]> {
  const args = [...diffTree, '--raw', '--numstat', '--end-of-options', from, to];
  return parseFileChanges(await gitText(args, { folder: repository }));
}

/**
 * The same for merged work, with the objects of each change, where links lead and what is generated: see `FileChange`.
 *
 * @param from full name of a commit, as `to`
 */
export async function mergedChanges(repository: string, from: string, to: string): Promise<readonly FileChange[]> {
  const args = [...diffTree, '--raw', '--numstat', '--end-of-options', from, to];
  const changes = parseFileChanges(await gitText(args, { folder: repository }), true);
  return withGenerated(repository, { from, to }, await withLinkTargets(repository, changes));
}

/** Modes and object names of the same, without counting lines. */
export async function treeChanges(repository: string, from: string, to: string): Promise<readonly TreeChange[]> {
  return parseTreeChanges(await gitText([...diffTree, '--raw', '--end-of-options', from, to], { folder: repository }));
}

/** Tree of a commit. @throws GitError when there is no such commit */
export async function treeOf(repository: string, commit: string): Promise<string> {
  return gitLine(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { folder: repository });
}

/**
 * Text of a file at a commit, exactly as stored.
 *
 * @param file relative to the repository root, forward slashes
 * @returns undefined when it is not there, leads out of the repository, is a folder or a submodule, or is not UTF-8 text
 * @throws GitError when the commit does not exist
 */
export async function readFileAt(repository: string, commit: string, file: string): Promise<string | undefined> {
  // Agents name files, too, and git takes a path out of the repository for a mistake.
  if (leadsOut(file)) return undefined;
  const entry = await gitText(['ls-tree', '-z', '--full-tree', '--end-of-options', commit, '--', file], {
    folder: repository,
  });
  const id = /^1[02]0\d{3} blob ([0-9a-f]+)\t/.exec(entry)?.[1];
  if (id === undefined) return undefined;
  const { stdout } = await runGit(['cat-file', 'blob', id], { folder: repository });
  const text = stdout.toString('utf8');
  return text.includes('\0') || !Buffer.from(text, 'utf8').equals(stdout) ? undefined : text;
}

function leadsOut(file: string): boolean {
  const { posix, win32 } = path;
  return file === '' || posix.isAbsolute(file) || win32.isAbsolute(file) || /^\.\.(?:\/|$)/.test(posix.normalize(file));
}

/** Whether an error means that a commit asked for is not in the repository. */
export function isUnknownCommit(error: unknown): boolean {
  return (
    error instanceof GitError &&
    /Needed a single revision|Not a valid object name|bad object|unknown revision|not a tree object/i.test(error.stderr)
  );
}
