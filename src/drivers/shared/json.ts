import { isRecord, parseJson } from '../../util/records.ts';

/** JSON object printed by a program, not yet validated. */
export type Json = Readonly<Record<string, unknown>>;

/** One line as an object, or undefined: programs mix warnings and banners into their JSON. */
export function jsonLine(line: string): Json | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  return objectIn(parseJson(line));
}

/** A value as an object; undefined for anything else, lists too. */
export function objectIn(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined;
}

/** Value at a path of keys, or undefined as soon as one of them is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => objectIn(found)?.[key], value);
}

/** The text there, or the empty one. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The finite number there, or undefined. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The list there, or an empty one. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** Whatever is there as text for people: messages come as texts, as objects with a message, and as lists of parts. */
export function wordsAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  if (typeof found === 'string') return found;
  if (Array.isArray(found)) return (found as unknown[]).map((part) => wordsAt({ part }, 'part')).join('\n');
  const object = objectIn(found);
  if (object === undefined) return '';
  for (const key of ['message', 'text', 'content', 'error', 'data']) {
    const words = wordsAt(object, key);
    if (words !== '') return words;
  }
  return '';
}
