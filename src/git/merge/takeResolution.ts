import { difference, mergedChanges, readFileAt, treeChanges } from '../changes/changes.ts';
import { createCommit, readCommits } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { findLoss } from './mergeLoss.ts';
import type { MergeOutcome } from './mergeOutcome.ts';
import { changedBeside, mergeBases } from './mergeParts.ts';
import type { MergeRequest } from './mergeParts.ts';
import { clashOf } from './mergedNames.ts';
import { parseTreeChanges } from '../parse/changes.ts';
import { setRef } from '../refs/refs.ts';

export interface Resolution {
  /** The merged work with its conflicts, as `leaveConflicts` made it. */
  readonly from: string;
  /** The same with the conflicts resolved. */
  readonly commit: string;
  /** Files in conflict: nothing else may differ between the two. */
  readonly files: readonly string[];
}

/**
 * Takes work whose conflicts somebody has resolved as the merged state of its parts, after holding it against them: outside
 * the files in conflict it is exactly what the parts add up to, and no conflict marker of ours is left.
 *
 * @returns the files that still contain markers, as conflicts, when there are any
 * @throws GitError when it is not what its parts add up to
 */
export async function takeResolution(request: MergeRequest, resolution: Resolution): Promise<MergeOutcome> {
  const { repository, onto, parts, stays = [], keep } = request;
  const { from, commit: resolved, files } = resolution;
  const touched = (await treeChanges(repository, from, resolved)).find(({ path }) => !files.includes(path));
  if (touched !== undefined) {
    throw new GitError('failed', `${touched.path} was changed with the conflicts, but it was in none.`);
  }
  const open = await stillMarked(repository, resolution);
  if (open.length > 0) return { conflicts: open, between: parts.map(({ subject }) => subject) };
  const outside = ({ path }: { readonly path: string }): boolean => !files.includes(path) && !stays.includes(path);
  const commits = [onto, resolved, ...parts.map(({ commit }) => commit)];
  const [begun, content, ...contents] = await readCommits(repository, commits);
  const baseOf = mergeBases(repository, parts, contents);
  const merged = await Promise.all(
    parts.map(async ({ subject, commit }) => {
      const base = await baseOf(onto, commit);
      return { subject, changes: (await treeChanges(repository, base, commit)).filter(outside) };
    }),
  );
  const tree = content?.tree ?? '';
  const printed = await difference(repository, onto, tree);
  const changes = parseTreeChanges(printed);
  const clash = await clashOf(repository, { tree, changes, parts: merged });
  if (clash !== undefined) return clash;
  const beside = await changedBeside(repository, onto, parts, baseOf);
  const loss = findLoss(changes.filter(outside), merged, beside);
  if (loss !== undefined) throw new GitError('failed', `The resolution is not what its parts add up to: ${loss}`);
  const message = `Merged and resolved: ${parts.map(({ subject }) => subject).join(', ')}`;
  const date = begun?.date ?? '';
  const commit = await createCommit(repository, { tree, parents: [onto], message, date });
  await setRef(repository, keep, commit);
  return { commit, tree, changes: await mergedChanges(repository, onto, commit, { printed }) };
}

/** Markers that a file had by itself say nothing; those of our merge name commits. */
async function stillMarked(repository: string, { from, commit, files }: Resolution): Promise<readonly string[]> {
  const open: string[] = [];
  for (const file of files) {
    const before = (await readFileAt(repository, from, file)) ?? '';
    const markers = new Set(before.split('\n').filter((line) => /^(?:<+|>+) [0-9a-f]{40,}/.test(line)));
    const after = (await readFileAt(repository, commit, file)) ?? '';
    if (after.split('\n').some((line) => markers.has(line))) open.push(file);
  }
  return open;
}
