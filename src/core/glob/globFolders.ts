import { parseGlob } from './globSyntax.ts';
import type { Pattern, Token } from './globSyntax.ts';
import { overlap } from './globs.ts';

/** A glob with the folders it is fixed to: each path it matches lies in one of them, or is one of them. */
export interface FiledGlob {
  readonly glob: string;
  /** Each ends in a slash; the root is the empty text. */
  readonly folders: readonly string[];
  /** The folders, and all folders these lie in. */
  readonly ancestors: readonly string[];
  /** How the last name of matching paths starts and ends; undefined when a wildcard leaves that open. */
  readonly ends: readonly NameEnds[] | undefined;
  /** All names that matching paths can end in; undefined when there is no telling. */
  readonly names: readonly string[] | undefined;
}

interface NameEnds {
  readonly prefix: string;
  readonly suffix: string;
  /** All of the name, when it has no wildcard. */
  readonly name?: string;
}

const filed = new WeakMap<readonly string[], readonly FiledGlob[]>();

/** The globs of a list. Lists of a plan are never changed, so each is read once. */
export function filedGlobs(globs: readonly string[]): readonly FiledGlob[] {
  const known = filed.get(globs);
  if (known !== undefined) return known;
  const read = globs.map((glob): FiledGlob => {
    const patterns = parseGlob(glob);
    const folders = [...new Set(patterns.map(fixedFolder))];
    const ends = patterns.flatMap((pattern) => lastName(pattern) ?? []);
    const names = ends.flatMap(({ name }) => name ?? []);
    return {
      glob,
      folders,
      ancestors: [...new Set(folders.flatMap(ancestorsOf))],
      ends: ends.length === patterns.length ? ends : undefined,
      names: names.length === patterns.length ? names : undefined,
    };
  });
  filed.set(globs, read);
  return read;
}

/** A path that two globs can both match, or undefined. Their last names mostly tell them apart before anything is proved. */
export function meeting(a: FiledGlob, b: FiledGlob): string | undefined {
  return canEndAlike(a, b) ? overlap(a.glob, b.glob) : undefined;
}

function canEndAlike({ ends: some }: FiledGlob, { ends: others }: FiledGlob): boolean {
  if (some === undefined || others === undefined) return true;
  return some.some((a) => others.some((b) => continues(a.prefix, b.prefix) && ends(a.suffix, b.suffix)));
}

function continues(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function ends(a: string, b: string): boolean {
  return a.endsWith(b) || b.endsWith(a);
}

/**
 * Calls `visit` for every two entries whose folders hold one another, unless both end in different names; other globs cannot
 * meet. So it costs about as much as there are entries, not their square. Ends early when `visit` returns false.
 *
 * @param most ends after as many visits, for globs that all start with a wildcard
 * @returns whether it has not ended early
 */
export function visitNeighbours<Entry extends { readonly filed: FiledGlob }>(
  entries: readonly Entry[],
  visit: (entry: Entry, other: Entry) => boolean | void,
  most = Infinity,
): boolean {
  let left = most;
  const visitNext = (entry: Entry, other: Entry): boolean => left-- > 0 && visit(entry, other) !== false;
  const byFolder = new Map<string, Neighbours<Entry>>();
  for (const entry of entries) {
    for (const folder of entry.filed.folders) {
      const there = byFolder.get(folder) ?? { all: [], open: [], byName: new Map<string, Entry[]>() };
      byFolder.set(folder, there);
      file(there, entry);
    }
  }
  for (const entry of entries) {
    for (const folder of entry.filed.ancestors) {
      const there = byFolder.get(folder);
      if (there !== undefined && !visitThere(there, entry, visitNext)) return false;
    }
  }
  return true;
}

/** Entries of one folder: all of them, those whose last name is open, and the others by name. */
interface Neighbours<Entry> {
  readonly all: Entry[];
  readonly open: Entry[];
  readonly byName: Map<string, Entry[]>;
}

function file<Entry extends { readonly filed: FiledGlob }>(there: Neighbours<Entry>, entry: Entry): void {
  there.all.push(entry);
  const { names } = entry.filed;
  if (names === undefined) there.open.push(entry);
  for (const name of names ?? []) {
    const same = there.byName.get(name);
    if (same === undefined) there.byName.set(name, [entry]);
    else same.push(entry);
  }
}

/** Visits those of a folder that may end in the same name; whether to go on. */
function visitThere<Entry extends { readonly filed: FiledGlob }>(
  there: Neighbours<Entry>,
  entry: Entry,
  visit: (entry: Entry, other: Entry) => boolean,
): boolean {
  const visitAll = (others: readonly Entry[]): boolean => {
    for (const other of others) if (other !== entry && !visit(entry, other)) return false;
    return true;
  };
  const { names } = entry.filed;
  if (names === undefined) return visitAll(there.all);
  if (!visitAll(there.open)) return false;
  for (const name of names) {
    const same = there.byName.get(name);
    if (same !== undefined && !visitAll(same)) return false;
  }
  return true;
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

function lastName(pattern: Pattern): NameEnds | undefined {
  const last = pattern.at(-1);
  if (last === undefined || last === 'any-depth') return undefined;
  const characters = last.map(literal);
  const wildcard = characters.indexOf(undefined);
  const name = characters.join('');
  if (wildcard === -1) return { prefix: name, suffix: name, name };
  return {
    prefix: characters.slice(0, wildcard).join(''),
    suffix: characters.slice(characters.lastIndexOf(undefined) + 1).join(''),
  };
}

function literalName(element: Exclude<Pattern[number], 'any-depth'>): string | undefined {
  const characters = element.map(literal);
  return characters.includes(undefined) ? undefined : characters.join('');
}

/** The only character a token accepts, if there is one. */
function literal(token: Token): string | undefined {
  if (token === 'star' || token.negated || token.ranges.length !== 1) return undefined;
  const [from, to] = token.ranges[0] ?? [0, 1];
  return from === to ? String.fromCodePoint(from) : undefined;
}

/** `a/b/` → ``, `a/`, `a/b/`. */
function ancestorsOf(folder: string): readonly string[] {
  const all = [''];
  for (let end = folder.indexOf('/'); end !== -1; end = folder.indexOf('/', end + 1))
    all.push(folder.slice(0, end + 1));
  return all;
}
