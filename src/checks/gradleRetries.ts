import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isRetried } from './parsers/gradle.ts';

const buildFile = /\.(?:gradle|kts|toml|properties|groovy|kt)$/;
const passedBy = new Set(['.git', '.gradle', '.idea', 'build', 'node_modules', 'out', 'src']);
/** Convention plugins are some folders down, sources of their own among them. */
const deepest = 6;
const mostFiles = 400;

/**
 * Sentence about a build of Gradle that succeeded although it counts failed tests, where no file of it asks for tests to be
 * tried again; undefined where one does, or where there is nothing to explain.
 *
 * @param root folder the check ran in
 * @param text what it printed
 */
export async function failedWithoutRetry(root: string, text: string): Promise<string | undefined> {
  if (!isRetried(text) || (await mentionsRetry(root, 0, { left: mostFiles }))) return undefined;
  const counted = /^\d+ tests? completed, .*$/m.exec(text)?.[0] ?? '';
  return `Gradle says "${counted}", and no build file has tests tried again.`;
}

async function mentionsRetry(folder: string, depth: number, files: { left: number }): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (entry.isFile() && buildFile.test(entry.name) && files.left-- > 0) {
      if (/retry/i.test(await readFile(place, 'utf8').catch(() => ''))) return true;
    } else if (entry.isDirectory() && depth < deepest && !isPassedBy(place, entry.name)) {
      if (await mentionsRetry(place, depth + 1, files)) return true;
    }
  }
  return false;
}

/** Sources are read where they are those of a build. */
function isPassedBy(place: string, name: string): boolean {
  return passedBy.has(name) && !(name === 'src' && /[\\/](?:buildSrc|build-?\w+|[\w-]*plugins?)[\\/]src$/i.test(place));
}
