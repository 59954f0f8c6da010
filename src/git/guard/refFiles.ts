import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readRefs } from '../commits.ts';

/** Git follows refs that name refs no further. */
const deepest = 5;

/**
 * All refs of a repository with the objects they name, read from the git folder: `git for-each-ref` tells the same, and
 * costs a process that every session would wait for before its agent starts. Where refs are kept in another way than in
 * files, git is asked.
 *
 * @param common the shared git folder. Absolute, native
 * @returns object by full ref name
 */
export async function readRefFiles(common: string): Promise<Readonly<Record<string, string>>> {
  if ((await stat(path.join(common, 'reftable')).catch(() => undefined)) !== undefined) return readRefs(common);
  // A ref may be packed meanwhile: it is written there before its own file goes.
  const loose = await looseRefs(common, 'refs');
  const packed = packedRefs(await readFile(path.join(common, 'packed-refs'), 'utf8').catch(() => ''));
  const values = new Map([...packed, ...loose]);
  const refs: Record<string, string> = {};
  for (const name of values.keys()) {
    const id = objectOf(values, name);
    if (id !== undefined) refs[name] = id;
  }
  return refs;
}

/** Content of the file of each ref below a folder: an object, or `ref: ` and another ref. */
async function looseRefs(common: string, folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(path.join(common, folder), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly (readonly [string, string])[]> => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return looseRefs(common, name);
      const file = path.join(common, name);
      // Whatever an agent has put there, reading it must come to an end.
      const readable = entry.isFile() || (await stat(file).catch(() => undefined))?.isFile() === true;
      if (!readable || name.endsWith('.lock')) return [];
      const text = (await readFile(file, 'utf8').catch(() => '')).trim();
      return text === '' ? [] : [[name, text]];
    }),
  );
  return found.flat();
}

/** Reads `packed-refs`: an object and a ref on each line; other lines tell of the file, or where the tag before leads. */
function packedRefs(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [, id, name] = /^([0-9a-f]{40,64}) (refs\/.+?)\r?$/.exec(line) ?? [];
    return id === undefined || name === undefined ? [] : [[name, id] as const];
  });
}

/** Undefined for a ref that leads nowhere. */
function objectOf(values: ReadonlyMap<string, string>, name: string): string | undefined {
  let value = values.get(name);
  for (let depth = 0; depth < deepest; depth += 1) {
    const target = /^ref: *(.+)$/.exec(value ?? '')?.[1];
    if (target === undefined) break;
    value = values.get(target);
  }
  return /^[0-9a-f]{40,64}$/.test(value ?? '') ? value : undefined;
}
