import type { DigestedFile } from './facts.ts';

/** A folder with what lies in it and below. */
export interface FolderSum {
  /** Ends with a slash; the root is `./`. */
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Folders of a repository, so deep that at most `most` are named: a folder is opened as long as there is room, the
 * largest first, so that a flat repository and a deep one are both described.
 */
export function foldersOf(files: readonly DigestedFile[], most: number): readonly FolderSum[] {
  const sums = new Map<string, { files: number; bytes: number }>();
  const children = new Map<string, Set<string>>();
  for (const { path, size } of files) {
    let parent = './';
    add(sums, parent, size);
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at + 1);
      add(sums, folder, size);
      if (!children.has(parent)) children.set(parent, new Set());
      children.get(parent)?.add(folder);
      parent = folder;
    }
  }
  const shown = new Set(['./']);
  const open = ['./'];
  while (open.length > 0) {
    open.sort((a, b) => (sums.get(b)?.files ?? 0) - (sums.get(a)?.files ?? 0));
    const below = [...(children.get(open.shift() ?? '') ?? [])];
    if (shown.size + below.length > most) continue;
    for (const folder of below) shown.add(folder);
    open.push(...below);
  }
  return [...shown].sort().map((folder) => ({ folder, ...(sums.get(folder) ?? { files: 0, bytes: 0 }) }));
}

function add(sums: Map<string, { files: number; bytes: number }>, folder: string, size: number): void {
  const sum = sums.get(folder);
  if (sum === undefined) sums.set(folder, { files: 1, bytes: size });
  else {
    sum.files += 1;
    sum.bytes += size;
  }
}
