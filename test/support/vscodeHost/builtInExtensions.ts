import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Extensions of VS Code that windows of tests have. Of the others, some start compilers and servers beside a window or ask the
 * network for packages, and each of the many languages takes its part of the time until a window is there.
 */
const included: ReadonlySet<string> = new Set([
  'configuration-editing',
  'diff',
  'git',
  'git-base',
  'html',
  'javascript',
  'json',
  'json-language-features',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'merge-conflict',
  'references-view',
  'search-result',
  'theme-defaults',
  'theme-modern-icons',
  'theme-seti',
  'typescript-basics',
  'yaml',
]);

/**
 * Fills a folder with links to them; the server of a test reads it instead of its own.
 *
 * @param program the server's `server-main.js`
 * @param folder made when missing; a second VS Code on the folders of a first one finds it filled
 */
export async function linkBuiltInExtensions(program: string, folder: string): Promise<void> {
  const own = path.join(path.dirname(program), '..', 'extensions');
  const wanted = (await readdir(own, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && included.has(entry.name),
  );
  await mkdir(folder, { recursive: true });
  const there = new Set(await readdir(folder));
  const missing = wanted.filter(({ name }) => !there.has(name));
  await Promise.all(missing.map(({ name }) => symlink(path.join(own, name), path.join(folder, name), 'junction')));
}
