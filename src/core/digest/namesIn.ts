import type { DigestedFile } from './facts.ts';

/** Most names worth looking up for one goal: each costs room in the digest. */
const mostNames = 24;

/**
 * Names of code that a text is about, in the order they come: what stands in backticks, and words that look like
 * identifiers. For looking up where they occur.
 */
export function namesIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, inside]) => identifiers(inside ?? ''));
  const found = identifiers(text).filter((word) => looksLikeCode(word));
  return [...new Set([...quoted, ...found])].slice(0, mostNames);
}

/** Files that a text names: by their path, the end of it, or their name with its ending. */
export function filesNamedIn(text: string, files: readonly DigestedFile[]): readonly string[] {
  const words = new Set([...text.matchAll(/[\w@./-]+\.[A-Za-z]\w*/g)].map(([word]) => word.replace(/^\.\//, '')));
  if (words.size === 0) return [];
  return files.flatMap(({ path }) => {
    const named = words.has(path) || words.has(path.slice(path.lastIndexOf('/') + 1));
    return named || [...words].some((word) => word.includes('/') && path.endsWith(`/${word}`)) ? [path] : [];
  });
}

function identifiers(text: string): readonly string[] {
  return [...text.matchAll(/[A-Za-z_$][\w$]{2,}/g)].map(([word]) => word);
}

/** camelCase, PascalCase with a second hump, snake_case, CONSTANT_CASE: prose hardly has these. */
function looksLikeCode(word: string): boolean {
  return /[a-z\d][A-Z]/.test(word) || /[A-Za-z\d]_[A-Za-z\d]/.test(word);
}
