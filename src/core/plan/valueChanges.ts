import { own } from '../../util/records.ts';

type Value = unknown;
type Mapping = Readonly<Record<string, Value>>;

const longestShown = 80;

/**
 * How one value of a plan differs from another, a line per key: `checkpoint.test: npm test → npm run check`,
 * `owns: + src/b.js, − src/a.js`. Empty when they mean the same.
 *
 * @param path name of the value, before its own keys; may be empty
 */
export function valueChanges(path: string, from: Value, to: Value): readonly string[] {
  if (isMapping(from) && isMapping(to)) return mappingChanges(path, from, to);
  if (Array.isArray(from) && Array.isArray(to)) return listChanges(path, from as Value[], to as Value[]);
  return same(from, to) ? [] : [`${path}: ${shown(from)} → ${shown(to)}`];
}

function mappingChanges(path: string, from: Mapping, to: Mapping): readonly string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) => valueChanges(path === '' ? key : `${path}.${key}`, own(from, key), own(to, key)));
}

function listChanges(path: string, from: readonly Value[], to: readonly Value[]): readonly string[] {
  if (same(from, to)) return [];
  const [byName, others] = [named(from), named(to)];
  if (byName !== undefined && others !== undefined) {
    const changes = mappingChanges(path, byName, others);
    if (changes.length > 0) return changes;
  }
  const added = to.filter((value) => !from.some((other) => same(other, value)));
  const removed = from.filter((value) => !to.some((other) => same(other, value)));
  if (added.length === 0 && removed.length === 0) return [`${path}: the same entries, in another order or number`];
  return [`${path}: ${[...added.map((it) => `+ ${shown(it)}`), ...removed.map((it) => `− ${shown(it)}`)].join(', ')}`];
}

/** Entries of a list by their ids; undefined where they have none. */
function named(list: readonly Value[]): Mapping | undefined {
  const entries = list.map((value) => [isMapping(value) ? value['id'] : undefined, value] as const);
  const names = new Set(entries.map(([id]) => id));
  if (list.length === 0 || names.size < list.length || entries.some(([id]) => typeof id !== 'string')) return undefined;
  return Object.fromEntries(entries as readonly (readonly [string, Value])[]);
}

function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Both sides come out of the same schema, which fixes the order of keys, so equal values have equal text. */
function same(from: Value, to: Value): boolean {
  return JSON.stringify(from) === JSON.stringify(to);
}

function shown(value: Value): string {
  if (value === undefined) return 'nothing';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ').trim();
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text === '' ? 'nothing' : text;
}
