import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from './makeFolder.ts';

/**
 * Id of this user's state on this machine, made the first time: by it a team tells machines apart that have the same name.
 *
 * @throws errors of the file system
 */
export async function machineId(stateRoot: string): Promise<string> {
  const file = path.join(stateRoot, 'machine');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known.trim();
  await makeFolder(stateRoot);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${randomUUID()}\n`);
  // Whoever is first makes it.
  await link(draft, file).catch(() => undefined);
  await rm(draft, { force: true });
  return (await readFile(file, 'utf8')).trim();
}
