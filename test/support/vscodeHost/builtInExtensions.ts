import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Extensions that come with VS Code, start compilers and servers beside a window or ask the network for packages, and that no
 * test is about.
 */
const leftOut: ReadonlySet<string> = new Set([
  'copilot',
  'debug-auto-launch',
  'debug-server-ready',
  'emmet',
  'extension-editing',
  'github',
  'github-authentication',
  'grunt',
  'gulp',
  'ipynb',
  'jake',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'npm',
  'php-language-features',
  'tunnel-forwarding',
  'typescript-language-features',
]);

/**
 * Fills a folder with links to the other extensions that come with a VS Code server; a test's server reads it instead of its own.
 *
 * @param program the server's `server-main.js`
 * @param folder made when missing; a second VS Code on the folders of a first one finds it filled
 */
export async function linkBuiltInExtensions(program: string, folder: string): Promise<void> {
  const own = path.join(path.dirname(program), '..', 'extensions');
  const wanted = (await readdir(own, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules' && !leftOut.has(entry.name),
  );
  await mkdir(folder, { recursive: true });
  const there = new Set(await readdir(folder));
  const missing = wanted.filter(({ name }) => !there.has(name));
  await Promise.all(missing.map(({ name }) => symlink(path.join(own, name), path.join(folder, name), 'junction')));
}
