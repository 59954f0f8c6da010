import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The version in the package.json that this program lies below, built or not. */
export async function programVersion(): Promise<string> {
  for (const levels of ['..', '../..']) {
    const file = path.join(import.meta.dirname, levels, 'package.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { readonly version: string }).version;
  }
  return 'unknown';
}
