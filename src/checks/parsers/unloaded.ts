import type { FailedTest } from '../../core/model/checkRun.ts';

/** Node's runner gives a test file that fails by itself, rather than by its tests, as a test of the file's name. */
export function unloadedFiles(failed: readonly FailedTest[]): readonly string[] {
  const files = failed.filter(({ name, file }) => name === file || /^\S+\.[cm]?[jt]sx?$/.test(name));
  return files.map(({ name }) => `${name} failed as a file, so nobody knows how its tests came out.`);
}
