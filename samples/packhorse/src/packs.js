import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes the files of a pack into a project. Nothing is written when one of them would land outside of it.
 * @param {string} root the project's folder
 * @param {{name: string, files: Record<string, string>}} pack relative path to content
 * @param {{verbose?: boolean}} [options]
 * @returns {Promise<string[]>} the paths written, as the pack names them
 */
export async function writePack(root, pack, { verbose = false } = {}) {
  const targets = Object.entries(pack.files).map(([name, content]) => ({ name, content, file: inside(root, name) }));
  for (const { name, content, file } of targets) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    if (verbose) console.log(`  wrote ${name}`);
  }
  return targets.map(({ name }) => name);
}

/**
 * Reads a folder as a pack: `pack.json` gives name and version, everything else is content.
 * @param {string} folder
 * @returns {Promise<{name: string, version: string, files: Record<string, string>}>}
 */
export async function readPack(folder) {
  const { name, version } = JSON.parse(await readFile(path.join(folder, 'pack.json'), 'utf8'));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => file !== 'pack.json')
    .sort();
  const files = {};
  for (const file of names) files[file.split(path.sep).join('/')] = await readFile(path.join(folder, file), 'utf8');
  return { name, version, files };
}

function inside(root, name) {
  const file = path.resolve(root, name);
  if (file.startsWith(path.resolve(root) + path.sep)) return file;
  throw new Error(`The pack wants to write outside the project: ${name}. Nothing was written.`);
}
