import { readdir } from 'node:fs/promises';

const skipped = new Set(['.git', '.wavegate', 'node_modules']);

/**
 * Lists the JavaScript files below some folders of the current directory.
 * @param {string[]} folders
 * @returns {Promise<string[]>} sorted, with forward slashes
 */
export async function sourceFiles(folders) {
  const files = await allFiles();
  return files.filter((file) => /\.m?js$/.test(file) && folders.some((folder) => file.startsWith(`${folder}/`)));
}

/**
 * Lists every file of the current directory, without the folders that are nobody's source.
 * @returns {Promise<string[]>} sorted, with forward slashes
 */
export async function allFiles(folder = '.') {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const name = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await allFiles(name)));
    else found.push(name);
  }
  return found.sort();
}
