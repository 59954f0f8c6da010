import { pathToFileURL } from 'node:url';

/**
 * Ways in which a file may name a folder: as the system does, with the slashes of others, as JSON escapes it, and as an address.
 *
 * @param folders absolute, native
 */
export function spellingsOf(folders: readonly string[]): readonly string[] {
  return [...new Set(folders.flatMap(spellings))];
}

/**
 * Puts one folder in the place of others in the content of a file, in the spelling in which it is there. Whatever the file is encoded
 * in, the bytes around them stay.
 */
export function renamedIn(content: Buffer, from: readonly string[], to: string): Buffer {
  const latin = (text: string): string => Buffer.from(text).toString('latin1');
  const names = spellings(to).map(latin);
  let result = content.toString('latin1');
  for (const folder of from) {
    spellings(folder).forEach((name, index) => {
      result = result.replaceAll(latin(name), () => names[index] ?? latin(to));
    });
  }
  return Buffer.from(result, 'latin1');
}

function spellings(folder: string): readonly string[] {
  const slashes = folder.replaceAll('\\', '/');
  const escaped = JSON.stringify(folder).slice(1, -1);
  const address = pathToFileURL(folder).pathname.replace(/^\/(?=[A-Za-z]:)/, '');
  return [escaped, folder, slashes, address];
}
