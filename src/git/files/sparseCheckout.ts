import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { coneText, folderPatterns, isInCone, parseCone } from '../parse/sparsePatterns.ts';
import { isNo, isYes, readSettings, valueOf } from '../place/repositorySettings.ts';
import type { Setting } from '../place/repositorySettings.ts';
import { gitLine, gitNames } from '../call/runGit.ts';

/** Which folders of a repository a worktree contains. */
export interface SparseWish {
  /** inherit: as the person's checkout; off: everything; else these folders. */
  readonly sparse?: 'inherit' | 'off' | readonly string[];
  /** Folders that are there in any case: what tasks of the plan own and read. Forward slashes, none at the end. */
  readonly needed?: readonly string[];
}

/** Content of `info/sparse-checkout` of a worktree, and how git reads it. */
export interface SparsePatterns {
  readonly cone: boolean;
  readonly text: string;
}

/**
 * The sparse checkout a worktree is to have.
 *
 * @param repository top folder of the person's checkout
 * @param known its settings, where they were read just now
 * @returns undefined where the worktree is to hold everything
 */
export async function sparseFor(
  repository: string,
  { sparse = 'inherit', needed = [] }: SparseWish,
  known?: readonly Setting[],
): Promise<SparsePatterns | undefined> {
  if (sparse === 'off') return undefined;
  if (sparse !== 'inherit') return { cone: true, text: coneText([...sparse.map(plainFolder), ...needed]) };
  const theirs = await personsSparse(repository, known ?? (await readSettings(repository)));
  if (theirs === undefined) return undefined;
  const cone = theirs.cone ? parseCone(theirs.text) : undefined;
  if (cone !== undefined) return { cone: true, text: coneText([...cone, ...needed]) };
  return { cone: false, text: `${theirs.text.replace(/\n?$/, '\n')}${folderPatterns(needed)}` };
}

/**
 * Whether a file is in a sparse checkout.
 *
 * @returns undefined where only git can tell
 */
export function isInSparse({ cone, text }: SparsePatterns, file: string): boolean | undefined {
  const folders = cone ? parseCone(text) : undefined;
  return folders === undefined ? undefined : isInCone(folders, file);
}

const plainFolder = (folder: string): string => folder.replace(/^(?:\.?\/)+|\/+$/g, '');

async function personsSparse(repository: string, settings: readonly Setting[]): Promise<SparsePatterns | undefined> {
  if (!isYes(valueOf(settings, 'core.sparsecheckout') ?? 'no')) return undefined;
  const file = await gitLine(['rev-parse', '--git-path', 'info/sparse-checkout'], { folder: repository });
  const text = await readFile(path.resolve(repository, file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { cone: !isNo(valueOf(settings, 'core.sparsecheckoutcone') ?? 'yes'), text };
}

/** Paths and object names of the files of a commit: name → path. */
export async function filesOf(repository: string, commit: string): Promise<readonly (readonly [string, string])[]> {
  const listed = await gitNames(['ls-tree', '-r', '-z', '--full-tree', commit], { folder: repository });
  return listed.split('\0').flatMap((line) => {
    const [, id, file] = /^\d+ blob ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    return id === undefined || file === undefined ? [] : [[id, file] as const];
  });
}
