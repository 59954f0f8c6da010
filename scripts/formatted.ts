import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'oxfmt';
import type { FormatConfig } from 'oxfmt';

const settings = path.join(import.meta.dirname, '..', '.oxfmtrc.json');

/**
 * The text of a file as `npm run format` would leave it.
 *
 * @param file says the language by its name
 * @throws when the text cannot be read in that language
 */
export async function formatted(file: string, text: string): Promise<string> {
  const options = JSON.parse(await readFile(settings, 'utf8')) as FormatConfig;
  const { code, errors } = await format(file, text, options);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be formatted: ${error.message}`);
  return code;
}
