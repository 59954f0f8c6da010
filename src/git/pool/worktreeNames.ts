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
 * in, the bytes around them stay. Each name is replaced once, though the new one may begin with the old one (`w1/api` and
 * `w1/api-client`), and a folder whose name only begins like one of them is another.
 */
export function renamedIn(content: Buffer, from: readonly string[], to: string): Buffer {
  const latin = (text: string): string => Buffer.from(text).toString('latin1');
  const names = spellings(to).map(latin);
  const renamed = new Map<string, string>();
  for (const folder of from) {
    spellings(folder).forEach((name, index) => {
      if (!renamed.has(latin(name))) renamed.set(latin(name), names[index] ?? latin(to));
    });
  }
  if (renamed.size === 0) return content;
  const longestFirst = [...renamed.keys()].sort((a, b) => b.length - a.length).map(literally);
  const found = new RegExp(`(?:${longestFirst.join('|')})(?![\\w-])`, 'g');
  return Buffer.from(
    content.toString('latin1').replace(found, (name) => renamed.get(name) ?? name),
    'latin1',
  );
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function spellings(folder: string): readonly string[] {
  const slashes = folder.replaceAll('\\', '/');
  const escaped = JSON.stringify(folder).slice(1, -1);
  const address = pathToFileURL(folder).pathname.replace(/^\/(?=[A-Za-z]:)/, '');
  return [escaped, folder, slashes, address];
}
