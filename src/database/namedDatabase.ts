import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDatabaseUrl } from './databaseUrl.ts';
import type { DatabaseAddress } from './databaseUrl.ts';

/**
 * Reads the database that a person names: by its address, or by a file that holds it.
 *
 * @param folder absolute native path that a relative name of a file counts from
 * @returns what is wrong with it, for people; an address that cannot be read is not repeated, it may be a password
 */
export function namedDatabase(named: string, folder: string): DatabaseAddress | { readonly problem: string } {
  if (/^[a-z]+:\/\//.test(named)) return readDatabaseUrl(named);
  const file = path.resolve(folder, named);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    // An address that was mistyped, perhaps with its password.
    if (named.includes('@')) return readDatabaseUrl(named);
    return {
      problem: `The file with the address of the database cannot be read: ${file}. Name a file, or an address that begins with postgresql://.`,
    };
  }
  const address = readDatabaseUrl(text);
  return 'problem' in address ? address : { ...address, file };
}
