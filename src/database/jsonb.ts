/**
 * Text of a value for a column of PostgreSQL's jsonb, which takes neither a NUL nor half of a surrogate pair: programs print the one,
 * and a text that is cut may end with the other. Both become U+FFFD.
 */
export function jsonbText(value: unknown): string {
  // JSON.stringify escapes both; each escape is looked at as a whole, so that an escaped backslash begins none.
  return JSON.stringify(value).replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|[^])/g, (escape, what: string) =>
    what.length > 1 ? '\uFFFD' : escape,
  );
}
