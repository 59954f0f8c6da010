import { difference, mergedChanges, treeChanges } from '../changes/changes.ts';
import { createCommit, readCommits } from '../refs/commits.ts';
import type { CommitContent } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { holdsAttributes, withAttributesOf } from '../changes/mergeAttributes.ts';
import type { MergeCall } from '../changes/mergeAttributes.ts';
import { findLoss } from './mergeLoss.ts';
import { parseTreeChanges } from '../parse/changes.ts';
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
  return withAttributesOf(request.repository, request.onto, (call, attributes) => mergeWith(call, attributes, request));
}

async function mergeWith(call: MergeCall, attributes: readonly string[], request: MergeRequest): Promise<MergeOutcome> {
  const { repository, onto, parts, stays = [] } = request;
  const moves = ({ path }: { readonly path: string }): boolean => !stays.includes(path);
  const [begun, ...contents] = await readCommits(repository, [onto, ...parts.map(({ commit }) => commit)]);
  const baseOf = mergeBases(repository, parts, contents);
  // Every state goes on from `onto`, so a commit on top of that which is not in it yet has no other base.
  const followsOnto = (index: number): boolean =>
    contents[index]?.parents.join() === onto &&
    parts.findIndex(({ commit }) => commit === parts[index]?.commit) === index;
  const date = begun?.date ?? '';
  const merged: PartChanges[] = [];
  const conflicting: PartChanges[] = [];
  const conflicts = new Set<string>();
  let state = onto;
  let tree = begun?.tree ?? '';
  let printed: string | undefined;
  for (const [index, { subject, commit }] of parts.entries()) {
    const base = followsOnto(index) ? onto : await baseOf(state, commit);
    // All that is merged is this part's work: its changes are those of the result.
    if (parts.length === 1 && base === onto) printed = await difference(repository, onto, commit);
    const all = printed === undefined ? await treeChanges(repository, base, commit) : parseTreeChanges(printed);
    const part = { subject, changes: all.filter(moves) };
    const result =
      base === state ? { tree: contents[index]?.tree ?? '', conflicts: [] } : await mergeTrees(call, state, commit);
    const open = result.conflicts.filter((file) => !stays.includes(file));
    if (open.length > 0) {
      open.forEach((file) => conflicts.add(file));
      conflicting.push(part);
      continue;
    }
    merged.push(part);
    // The state has these files as they are to be: it stays so where the part changes none of them.
    const hasStaying = result.conflicts.length === 0 && part.changes.length === all.length;
    tree = hasStaying ? result.tree : await withFilesOf(repository, result.tree, onto, stays);
    if (index === parts.length - 1) break;
    state = await createCommit(repository, { tree, parents: [state, commit], message: `Merge ${subject}`, date });
  }
  if (conflicts.size > 0) {
    const touches = (part: PartChanges): boolean => part.changes.some((change) => conflicts.has(change.path));
    const involved = new Set([...conflicting, ...merged.filter(touches)].map((part) => part.subject));
    const between = parts.map((part) => part.subject).filter((subject) => involved.has(subject));
    return { conflicts: [...conflicts].sort(), between };
  }
  if (printed === undefined || tree !== contents[0]?.tree) printed = await difference(repository, onto, tree);
  const changes = parseTreeChanges(printed);
  const clash = await clashOf(repository, { tree, changes, parts: merged });
  if (clash !== undefined) return clash;
  const hasAttributes = attributes.length > 0 || changes.some(({ path }) => holdsAttributes(path));
  const beside = await changedBeside(repository, onto, parts, baseOf);
  const loss = findLoss(changes.filter(moves), merged, beside);
  if (loss !== undefined) throw new GitError('failed', `The merge is not what its parts add up to: ${loss}`);
  const message = `Merged: ${parts.map((part) => part.subject).join(', ')}`;
  const commit = await createCommit(repository, { tree, parents: [onto], message, date });
  await setRef(repository, request.keep, commit);
  return { commit, tree, changes: await mergedChanges(repository, onto, commit, { printed, hasAttributes }) };
}

/** Finds the commit that a state and a part have gone on from. */
export type MergeBases = (state: string, part: string) => Promise<string>;

/**
 * Asks git about each pair once, and not about a part that was made on top of the state.
 *
 * @param contents commits of the parts, in the same order
 */
export function mergeBases(
  repository: string,
  parts: MergeRequest['parts'],
  contents: readonly CommitContent[],
): MergeBases {
  const parents = new Map(parts.map(({ commit }, index) => [commit, contents[index]?.parents ?? []]));
  const known = new Map<string, Promise<string>>();
  return async (state, part) => {
    const [first, ...others] = parents.get(part) ?? [];
    if (first === state && others.length === 0) return state;
    const pair = `${state} ${part}`;
    const base = known.get(pair) ?? gitLine(['merge-base', state, part], { folder: repository });
    known.set(pair, base);
    return base;
  };
}

/**
 * Paths that have changed up to `onto` since parts began from an earlier commit: with them, git reconciles two changes.
 */
export async function changedBeside(
  repository: string,
  onto: string,
  parts: MergeRequest['parts'],
  baseOf: MergeBases,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const { commit } of parts) {
    const base = await baseOf(onto, commit);
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
