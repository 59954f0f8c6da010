import path from 'node:path';
import type { FileChange } from '../../core/model/repository.ts';
import { withGenerated } from './generatedFiles.ts';
import { withLinkTargets } from './linkTargets.ts';
import { GitError } from '../call/gitError.ts';
import { parseFileChanges, parseTreeChanges } from '../parse/changes.ts';
import type { TreeChange } from '../parse/changes.ts';
import { parseObjects } from '../parse/objects.ts';
import { knownCommit, unknownObject } from '../refs/commits.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';

const diffTree = ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-textconv'];

/**
 * Files that differ between two commits or trees, by path; a rename is a deletion and an addition. Binary files count
 * no lines.
 */
export async function fileChanges(repository: string, from: string, to: string): Promise<readonly FileChange[]> {
  return parseFileChanges(await difference(repository, from, to));
}

/** Output of git about the difference between two commits or trees, for `parseTreeChanges` and `parseFileChanges`. */
export async function difference(repository: string, from: string, to: string): Promise<string> {
  const args = [...diffTree, '--raw', '--numstat', '--end-of-options', from, to];
  return gitText(args, { folder: repository });
}

/**
 * The same for merged work, with the objects of each change, where links lead and what is generated: see `FileChange`.
 *
 * @param from full name of a commit, as `to`
 * @param known facts about them: `printed` is what `difference` gives, `hasAttributes` tells whether there may be attributes of
 *   files in one of the two
 */
export async function mergedChanges(
  repository: string,
  from: string,
  to: string,
  { printed, hasAttributes = true }: { readonly printed?: string; readonly hasAttributes?: boolean } = {},
): Promise<readonly FileChange[]> {
  const changes = parseFileChanges(printed ?? (await difference(repository, from, to)), true);
  return withGenerated(repository, { from, to, hasAttributes }, await withLinkTargets(repository, changes));
}

/** Modes and object names of the same, without counting lines. */
export async function treeChanges(repository: string, from: string, to: string): Promise<readonly TreeChange[]> {
  return parseTreeChanges(await gitText([...diffTree, '--raw', '--end-of-options', from, to], { folder: repository }));
}

/** Tree of a commit. @throws GitError when there is no such commit */
export async function treeOf(repository: string, commit: string): Promise<string> {
  const known = await knownCommit(repository, commit);
  if (known !== undefined) return known.tree;
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
  if (leadsOut(file) || file.includes('\0')) return undefined;
  const { stdout } = await runGit(['cat-file', '--batch-command', '-z'], {
    folder: repository,
    input: `info ${commit}^{tree}\0contents ${commit}:${path.posix.normalize(file)}\0`,
  });
  const end = stdout.indexOf('\n') + 1;
  if (!/^[0-9a-f]+ tree /.test(stdout.toString('utf8', 0, end))) throw unknownObject(repository, commit);
  const [found] = parseObjects(stdout.subarray(end));
  if (found?.type !== 'blob') return undefined;
  const text = found.content.toString('utf8');
  return text.includes('\0') || !Buffer.from(text, 'utf8').equals(found.content) ? undefined : text;
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
