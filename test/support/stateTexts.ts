import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Texts of the files of a name below a state folder, one after the other; nothing where the folder is not there. */
export function textsOf(state: string, name: string): string {
  if (!existsSync(state)) return '';
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' });
  const found = files.filter((file) => path.basename(file) === name);
  return found.map((file) => readFileSync(path.join(state, file), 'utf8')).join('');
}
