import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What a runner really printed, recorded in `fixtures`. */
export function recorded(name: string): string {
  return stripVTControlCharacters(readFileSync(path.join(import.meta.dirname, 'fixtures', `${name}.txt`), 'utf8'));
}
