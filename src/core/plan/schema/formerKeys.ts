/** The present of a key that a plan used to have. */
export type FormerKey =
  /** It has another name, in the same mapping and for the same value. */
  | { readonly renamed: string }
  /** Its value belongs somewhere else, or looks different: in words. */
  | { readonly moved: string };

/**
 * Keys of earlier versions of the format, by their path from the root of the plan, without indexes of lists. None of them is
 * read: a plan that has one is refused with the present name, and the language server changes a renamed one on request.
 */
export const formerKeys: Readonly<Record<string, FormerKey>> = {
  baseline: { renamed: 'definitionOfDone' },
  'checkpoint.gates': { renamed: 'checks' },
  'git.commit': { moved: 'subject of "commit", at the top of the plan' },
};

/** Present form of a key that is unknown now; undefined when it never was one. */
export function formerKey(path: readonly (string | number)[]): FormerKey | undefined {
  const name = path.filter((element) => typeof element === 'string').join('.');
  return Object.hasOwn(formerKeys, name) ? formerKeys[name] : undefined;
}
