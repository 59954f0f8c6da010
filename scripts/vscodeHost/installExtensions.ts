import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Enters extensions into the list of installed ones of a fresh VS Code, in the places where they lie. That is what
 * installing a package comes to, without copying it.
 */
export async function installExtensions(extensionsFolder: string, extensions: readonly string[]): Promise<void> {
  const entries = await Promise.all(extensions.map(entryOf));
  await mkdir(extensionsFolder, { recursive: true });
  await writeFile(path.join(extensionsFolder, 'extensions.json'), JSON.stringify(entries));
}

async function entryOf(extension: string): Promise<object> {
  const manifest = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8')) as Record<string, string>;
  return {
    identifier: { id: `${manifest['publisher']}.${manifest['name']}` },
    version: manifest['version'],
    // VS Code's own writing of a URI; `$mid` marks it as one.
    location: { $mid: 1, path: decodeURIComponent(pathToFileURL(extension).pathname), scheme: 'file' },
    metadata: { installedTimestamp: 0, source: 'vsix' },
  };
}
