import { parseGlob } from './globSyntax.ts';
import type { Pattern } from './globSyntax.ts';
import { overlap } from './globs.ts';

/** A glob with the folders it is fixed to: each path it matches lies in one of them, or is one of them. */
export interface FiledGlob {
  readonly glob: string;
  /** Each ends in a slash; the root is the empty text. */
  readonly folders: readonly string[];
  /** Names that matching paths can end in; undefined when a wildcard leaves that open. */
  readonly names: ReadonlySet<string> | undefined;
}

const filed = new WeakMap<readonly string[], readonly FiledGlob[]>();

/** The globs of a list. Lists of a plan are never changed, so each is read once. */
export function filedGlobs(globs: readonly string[]): readonly FiledGlob[] {
  const known = filed.get(globs);
  if (known !== undefined) return known;
  const read = globs.map((glob): FiledGlob => {
    const patterns = parseGlob(glob);
    const names = patterns.map(lastName);
    return {
      glob,
      folders: [...new Set(patterns.map(fixedFolder))],
      names: names.includes(undefined) ? undefined : new Set(names as string[]),
    };
  });
  filed.set(globs, read);
  return read;
}

/** A path that two globs can both match, or undefined; asks for a proof only when their last names leave a doubt. */
export function meeting(a: FiledGlob, b: FiledGlob): string | undefined {
  if (a.names !== undefined && b.names !== undefined && ![...a.names].some((name) => b.names?.has(name)))
    return undefined;
  return overlap(a.glob, b.glob);
}

/**
 * Calls `visit` for every two entries whose folders hold one another; other globs cannot meet. So it costs about as much as
 * there are entries, not their square. Ends early when `visit` returns false.
 */
export function visitNeighbours<Entry extends { readonly filed: FiledGlob }>(
  entries: readonly Entry[],
  visit: (entry: Entry, other: Entry) => boolean | void,
): void {
  const byFolder = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const folder of entry.filed.folders) {
      const there = byFolder.get(folder);
      if (there === undefined) byFolder.set(folder, [entry]);
      else there.push(entry);
    }
  }
  for (const entry of entries) {
    for (const folder of entry.filed.folders) {
      for (const ancestor of ancestors(folder)) {
        for (const other of byFolder.get(ancestor) ?? []) {
          if (other !== entry && visit(entry, other) === false) return;
        }
      }
    }
  }
}

/** The folders before the first wildcard, as a path that ends in a slash; for a glob without one, its whole path. */
export function fixedFolder(pattern: Pattern): string {
  let folder = '';
  for (const element of pattern) {
    if (element === 'any-depth') break;
    const name = literalName(element);
    if (name === undefined) break;
    folder += `${name}/`;
  }
  return folder;
}

function lastName(pattern: Pattern): string | undefined {
  const last = pattern.at(-1);
  return last === undefined || last === 'any-depth' ? undefined : literalName(last);
}

function literalName(element: Exclude<Pattern[number], 'any-depth'>): string | undefined {
  let name = '';
  for (const token of element) {
    const [range] = token === 'star' || token.negated || token.ranges.length !== 1 ? [] : token.ranges;
    if (range === undefined || range[0] !== range[1]) return undefined;
    name += String.fromCodePoint(range[0]);
  }
  return name;
}

/** `a/b/` → ``, `a/`, `a/b/`. */
function ancestors(folder: string): readonly string[] {
  const all = [''];
  for (let end = folder.indexOf('/'); end !== -1; end = folder.indexOf('/', end + 1))
    all.push(folder.slice(0, end + 1));
  return all;
}
