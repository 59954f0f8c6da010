import { mergedChanges, treeChanges, treeOf } from '../changes/changes.ts';
import { commitDate, createCommit } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { withAttributesOf } from '../changes/mergeAttributes.ts';
import type { MergeCall } from '../changes/mergeAttributes.ts';
import { findLoss } from './mergeLoss.ts';
import { parseMergedTree } from '../parse/mergeTree.ts';
import type { MergedTree } from '../parse/mergeTree.ts';
import { clashOf } from './mergedNames.ts';
import { setRef } from '../refs/refs.ts';
import { withFilesOf } from './staying.ts';
import { gitLine, gitText } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import type { PartChanges } from './mergeLoss.ts';
import type { MergeOutcome } from './mergeOutcome.ts';

export interface MergeRequest {
  readonly repository: string;
  /** Commit the merged state follows. */
  readonly onto: string;
  /** Merged in this order. Each has `onto`, an earlier part or an ancestor of one as its base. */
  readonly parts: readonly { readonly subject: string; readonly commit: string }[];
  /** Files that stay as they are in `onto`, whatever the parts made of them. Default: none. */
  readonly stays?: readonly string[] | undefined;
  /** Full name of the ref that keeps the merged commit reachable. */
  readonly keep: string;
}

/**
 * Merges the work of several sessions without a worktree: only objects are written, and one ref once all is well, so that
 * a conflict leaves nothing to roll back. Files are matched by path alone: guessing renames could move one task's file
 * into another task's folder.
 *
 * @throws GitError when a part is not a commit here, or when the merged state does not hold exactly what the parts changed
 */
export async function mergeParts(request: MergeRequest): Promise<MergeOutcome> {
  return withAttributesOf(request.repository, request.onto, (call) => mergeWith(call, request));
}

async function mergeWith(call: MergeCall, request: MergeRequest): Promise<MergeOutcome> {
  const { repository, onto, parts, stays = [] } = request;
  const moves = ({ path }: { readonly path: string }): boolean => !stays.includes(path);
  const date = await commitDate(repository, onto);
  const merged: PartChanges[] = [];
  const conflicting: PartChanges[] = [];
  const conflicts = new Set<string>();
  let state = onto;
  for (const { subject, commit } of parts) {
    const base = await gitLine(['merge-base', state, commit], { folder: repository });
    const part = { subject, changes: (await treeChanges(repository, base, commit)).filter(moves) };
    const result =
      base === state
        ? { tree: await treeOf(repository, commit), conflicts: [] }
        : await mergeTrees(call, state, commit);
    const open = result.conflicts.filter((file) => !stays.includes(file));
    if (open.length > 0) {
      open.forEach((file) => conflicts.add(file));
      conflicting.push(part);
      continue;
    }
    merged.push(part);
    state = await createCommit(repository, {
      tree: await withFilesOf(repository, result.tree, onto, stays),
      parents: [state, commit],
      message: `Merge ${subject}`,
      date,
    });
  }
  if (conflicts.size > 0) {
    const touches = (part: PartChanges): boolean => part.changes.some((change) => conflicts.has(change.path));
    const involved = new Set([...conflicting, ...merged.filter(touches)].map((part) => part.subject));
    const between = parts.map((part) => part.subject).filter((subject) => involved.has(subject));
    return { conflicts: [...conflicts].sort(), between };
  }
  const tree = await treeOf(repository, state);
  const clash = await clashOf(repository, { onto, tree, parts: merged });
  if (clash !== undefined) return clash;
  const beside = await changedBeside(repository, onto, parts);
  const loss = findLoss((await treeChanges(repository, onto, tree)).filter(moves), merged, beside);
  if (loss !== undefined) throw new GitError('failed', `The merge is not what its parts add up to: ${loss}`);
  const message = `Merged: ${parts.map((part) => part.subject).join(', ')}`;
  const commit = await createCommit(repository, { tree, parents: [onto], message, date });
  await setRef(repository, request.keep, commit);
  return { commit, tree, changes: await mergedChanges(repository, onto, commit) };
}

/**
 * Paths that have changed up to `onto` since parts began from an earlier commit: with them, git reconciles two changes.
 */
export async function changedBeside(
  repository: string,
  onto: string,
  parts: MergeRequest['parts'],
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const { commit } of parts) {
    const base = await gitLine(['merge-base', onto, commit], { folder: repository });
    if (base === onto) continue;
    for (const { path } of await treeChanges(repository, base, onto)) paths.add(path);
  }
  return paths;
}

/**
 * Works from the git folder as in a bare repository, so that the `.gitattributes` of whatever the person has checked out
 * cannot change the result.
 */
export function mergeCall(common: string): Pick<GitCall, 'folder' | 'env' | 'config'> {
  return {
    folder: common,
    env: { GIT_DIR: common },
    config: ['core.bare=true', 'merge.directoryRenames=false'],
  };
}

/** Merges two commits into a tree, with markers in the files git cannot reconcile. */
export async function mergeTrees(call: MergeCall, ours: string, theirs: string): Promise<MergedTree> {
  const output = await gitText(['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs], {
    ...call,
    accept: [0, 1],
  });
  return parseMergedTree(output);
}
