import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Enters an extension into the list of installed ones of a fresh VS Code, in the place where it lies. That is what
 * installing a package comes to, without copying it.
 */
export async function installExtension(extension: string, extensionsFolder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8')) as Record<string, string>;
  const entry = {
    identifier: { id: `${manifest['publisher']}.${manifest['name']}` },
    version: manifest['version'],
    location: { $mid: 1, path: extension, scheme: 'file' },
    metadata: { installedTimestamp: 0, source: 'vsix' },
  };
  await mkdir(extensionsFolder, { recursive: true });
  await writeFile(path.join(extensionsFolder, 'extensions.json'), JSON.stringify([entry]));
}
