import { nameClashes, nameClashText } from '../../core/glob/nameClashes.ts';
import { absent } from '../parse/changes.ts';
import type { TreeChange } from '../parse/changes.ts';
import type { PartChanges } from './mergeLoss.ts';
import type { MergeOutcome } from './mergeOutcome.ts';
import { gitNames } from '../call/runGit.ts';

/** Clashes named in one message. */
const fewClashes = 10;

/**
 * Looks whether what was merged has names that macOS or Windows would take for one. Each part may be well by itself: two
 * that add `Readme.md` and `README.md` merge without a conflict.
 *
 * @param merged `tree` is what the `parts` add up to, `changes` how it differs from what they were merged onto
 * @returns what is in the way; undefined where nothing is
 */
export async function clashOf(
  repository: string,
  {
    tree,
    changes,
    parts,
  }: { readonly tree: string; readonly changes: readonly TreeChange[]; readonly parts: readonly PartChanges[] },
): Promise<Extract<MergeOutcome, { readonly conflicts: unknown }> | undefined> {
  const added = new Set(changes.filter(({ oldMode }) => oldMode === absent).map(({ path }) => path));
  if (added.size === 0) return undefined;
  const listed = await gitNames(['ls-tree', '-r', '-z', '--full-tree', '--name-only', tree], { folder: repository });
  const clashes = nameClashes(
    listed.split('\0').filter((file) => file !== ''),
    added,
  ).slice(0, fewClashes);
  if (clashes.length === 0) return undefined;
  const partsOf = (file: string): readonly string[] =>
    parts.filter(({ changes: of }) => of.some(({ path }) => path === file)).map(({ subject }) => subject);
  const files = clashes.flatMap(({ names }) => names.filter(({ isNew }) => isNew).map(({ file }) => file));
  const involved = new Set(files.flatMap(partsOf));
  return {
    conflicts: [...new Set(files)].sort(),
    between: parts.map(({ subject }) => subject).filter((subject) => involved.has(subject)),
    clashes: clashes.map((clash) => nameClashText(clash, (file) => partsOf(file).join(' and ') || undefined)),
  };
}
