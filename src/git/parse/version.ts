/** A git version: major, minor, patch. */
export type GitVersion = readonly [number, number, number];

/**
 * Reads `git --version`, with the suffixes vendors add: `git version 2.39.5 (Apple Git-154)`, `2.45.1.windows.1`.
 *
 * @returns undefined when the text names no version
 */
export function parseVersion(output: string): GitVersion | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(output);
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return [Number(major), Number(minor), Number(patch ?? 0)];
}

/** Whether a version is the one asked for, or newer. */
export function isAtLeast([major, minor, patch]: GitVersion, [a, b, c]: GitVersion): boolean {
  if (major !== a) return major > a;
  return minor !== b ? minor > b : patch >= c;
}
