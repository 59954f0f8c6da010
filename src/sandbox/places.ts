import path from 'node:path';

/** Access of programs in a sandbox to a file, or to a folder and its contents. */
export type Access = 'write' | 'read' | 'hide';

/** The program that starts others in a sandbox, or why none works here: a part of a sentence. */
export type FoundSandbox = { readonly program: string } | { readonly problem: string };

/** A rule for a place, absolute, symbolic links resolved. `keep`: as its surroundings, but it cannot be moved away. */
export interface Place {
  readonly path: string;
  readonly access: Access | 'keep';
  /** Path of what is shown there instead. */
  readonly from?: string;
}

/** A rule that is wanted: the path as it was named, and where it leads. Absolute. */
export interface Wish {
  readonly named: string;
  readonly path: string;
  readonly access: Access;
  /** Path of what to show there instead. */
  readonly from?: string;
}

/**
 * Puts wished rules in the order in which they take effect, outer places first, and leaves out those that change nothing.
 * Of two for one path the later counts. What lies in a place that can be written keeps its rule only if nobody inside can
 * put something else in the place of a folder above it, so these are kept where they are.
 *
 * A place to write is not taken from a path that programs inside could have replaced by a link since: they could lead it
 * anywhere. Whatever such a path holds by right can be written already.
 *
 * @param wished everything else can be read
 */
export function inOrder(wished: readonly Wish[]): readonly Place[] {
  const first = ordered(wished);
  return ordered(wished.filter((wish) => wish.access !== 'write' || !isReplaceable(wish.named, first)));
}

function ordered(wished: readonly Wish[]): readonly Place[] {
  const byPath = new Map(wished.map((wish) => [wish.path, wish]));
  const kept = new Map<string, Place>();
  for (const [place, { access, from }] of [...byPath].sort(([a], [b]) => depth(a) - depth(b))) {
    const around = accessOf(place, [...kept.values()]);
    if (access === around && from === undefined) continue;
    if (around === 'write') {
      for (const folder of foldersAbove(place)) {
        if (!kept.has(folder) && accessOf(folder, [...kept.values()]) === 'write')
          kept.set(folder, { path: folder, access: 'keep' });
      }
    }
    kept.set(place, { path: place, access, ...(from === undefined ? {} : { from }) });
  }
  return [...kept.values()].sort((a, b) => depth(a.path) - depth(b.path));
}

/** Programs inside see devices of their own here: of what is below, nothing is there unless a rule says so. */
const devices = '/dev';

/** Access to a path under some rules. */
export function accessOf(place: string, rules: readonly Place[]): Access {
  let nearest: { readonly path: string; readonly access: Access } = {
    path: '',
    access: isIn(place, devices) ? 'hide' : 'read',
  };
  for (const { path: outer, access } of rules) {
    // Of places that contain each other the inner one has the longer path.
    if (access !== 'keep' && outer.length > nearest.path.length && isIn(place, outer))
      nearest = { path: outer, access };
  }
  return nearest.access;
}

function isReplaceable(named: string, rules: readonly Place[]): boolean {
  const fixed = new Set(rules.map(({ path: place }) => place));
  const steps = [...foldersAbove(named).slice(1), named];
  return steps.some((step) => !fixed.has(step) && accessOf(path.dirname(step), rules) === 'write');
}

/** The root first. */
function foldersAbove(place: string): readonly string[] {
  const parent = path.dirname(place);
  return parent === place ? [] : [...foldersAbove(parent), parent];
}

/** Whether a path is a folder or lies in it. Both absolute and normalized, without a separator at the end. */
export function isIn(inner: string, outer: string): boolean {
  if (inner.length <= outer.length) return inner === outer;
  return inner.startsWith(outer) && (outer.endsWith(path.sep) || inner[outer.length] === path.sep);
}

const depth = (file: string) => file.split(path.sep).filter((part) => part !== '').length;
