import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** An import from one file to another; both relative to the project, forward slashes. */
export type Import = readonly [from: string, to: string];

/** All imports between TypeScript files of a folder and everything below it, those of types included. */
export function importsBelow(root: string, folder: string): readonly Import[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => path.posix.join(folder, name.replaceAll('\\', '/'))).filter(isSource);
  return files.flatMap((file) => {
    const specifiers = readFileSync(path.join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
    return [...specifiers].map(([, to = '']): Import => [file, path.posix.join(path.posix.dirname(file), to)]);
  });
}

function isSource(file: string): boolean {
  return file.endsWith('.ts') && !file.endsWith('.d.ts');
}

/**
 * Folders that need each other, directly or through others: at each level of the tree the folders in one folder, each with
 * everything below it, and the files that lie beside them (`.`).
 *
 * @returns `src/core: plan, run` for each circle
 */
export function folderCycles(imports: readonly Import[]): readonly string[] {
  const levels = new Map<string, Map<string, Set<string>>>();
  for (const [from, to] of imports) {
    const [above, one, other] = parting(from.split('/'), to.split('/'));
    if (one === other) continue;
    const level = levels.get(above) ?? new Map<string, Set<string>>();
    levels.set(above, level.set(one, (level.get(one) ?? new Set()).add(other)));
  }
  return [...levels].flatMap(([above, uses]) => circles(uses).map((names) => `${above}: ${names.join(', ')}`)).sort();
}

/** The folder in which the ways to two files part, and what each goes through there. */
function parting(from: readonly string[], to: readonly string[]): readonly [string, string, string] {
  let depth = 0;
  while (depth < from.length - 1 && depth < to.length - 1 && from[depth] === to[depth]) depth += 1;
  const next = (parts: readonly string[]) => (depth < parts.length - 1 ? (parts[depth] ?? '.') : '.');
  return [from.slice(0, depth).join('/'), next(from), next(to)];
}

/** Groups of names of which each reaches each other one. */
function circles(uses: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const reach = new Map([...uses.keys()].map((name) => [name, reachable(name, uses)]));
  const inCircle = [...reach].filter(([name, found]) => found.has(name)).map(([name]) => name);
  const groups = new Map<string, readonly string[]>();
  for (const name of inCircle.sort()) {
    const group = inCircle.filter(
      (other) => reach.get(name)?.has(other) === true && reach.get(other)?.has(name) === true,
    );
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachable(name: string, uses: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(uses.get(name) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(uses.get(next) ?? []));
  }
  return found;
}
