import path from 'node:path';
import { readRefs, resolveObject } from './commits.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { listFolder, readSmallText } from '../place/smallFiles.ts';

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
  if (hasReftables(common)) return readRefs(common);
  return refsInFiles(common);
}

/**
 * Object that a ref names, read in the same way.
 *
 * @param repository any folder of it
 * @param name full, such as `refs/heads/main`
 * @returns undefined where there is no such ref, or it leads nowhere
 */
export async function readRef(repository: string, name: string): Promise<string | undefined> {
  const common = await commonFolder(repository);
  const loose = (readSmallText(path.join(common, ...name.split('/'))) ?? '').trim();
  if (isObject(loose)) return loose;
  // A ref to another ref, or refs that are kept in another way.
  if (loose !== '' || hasReftables(common)) return resolveObject(repository, name);
  const packed = readSmallText(path.join(common, 'packed-refs')) ?? '';
  const end = packed.search(new RegExp(` ${literally(name)}\r?$`, 'm'));
  const id = packed.slice(packed.lastIndexOf('\n', end) + 1, end);
  return end > 0 && isObject(id) ? id : undefined;
}

const isObject = (text: string): boolean => /^[0-9a-f]{40,64}$/.test(text);
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function hasReftables(common: string): boolean {
  return listFolder(common).some(({ name }) => name === 'reftable');
}

/** All refs that are kept in files, with the objects they name. */
export function refsInFiles(common: string): Readonly<Record<string, string>> {
  // A ref may be packed meanwhile: it is written there before its own file goes.
  const loose = looseRefs(common, 'refs');
  const packed = packedRefs(readSmallText(path.join(common, 'packed-refs')) ?? '');
  const values = new Map([...packed, ...loose]);
  const refs: Record<string, string> = {};
  for (const name of values.keys()) {
    const id = objectOf(values, name);
    if (id !== undefined) refs[name] = id;
  }
  return refs;
}

/** Content of the file of each ref below a folder: an object, or `ref: ` and another ref. */
function looseRefs(common: string, folder: string): readonly (readonly [string, string])[] {
  return listFolder(path.join(common, folder)).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return looseRefs(common, name);
    if (name.endsWith('.lock')) return [];
    const text = (readSmallText(path.join(common, name)) ?? '').trim();
    return text === '' ? [] : [[name, text] as const];
  });
}

/** Reads `packed-refs`: an object and a ref on each line; other lines describe the file, or where the tag before leads. */
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
  return value !== undefined && isObject(value) ? value : undefined;
}
