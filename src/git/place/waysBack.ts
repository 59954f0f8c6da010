import { lstat, readFile, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Examples that are enough to say what is meant. */
const mostExamples = 3;

/**
 * Finds paths in folders linked into worktrees that lead back into the checkout: links to packages of the workspace,
 * Python packages in editable installs, and the autoloader of Composer. A program that follows one from a worktree ends up in the person's files.
 *
 * @param root top folder of the checkout
 * @param links folders relative to it, as the plan has them
 * @returns examples by folder; a folder without any is left out
 */
export async function waysBack(
  root: string,
  links: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const top = await realpath(root).catch(() => root);
  const found: Record<string, readonly string[]> = {};
  for (const link of links) {
    const folder = await realpath(path.join(top, ...link.split('/'))).catch(() => undefined);
    if (folder === undefined) continue;
    const examples = [
      ...(await linkedPackages(top, folder)),
      ...(await editablePackages(top, folder)),
      ...(await autoloaded(folder)),
    ];
    if (examples.length > 0) found[link] = examples.slice(0, mostExamples);
  }
  return found;
}

/** Links in a folder of packages, and in its scopes, that lead into the checkout but not back into the folder. */
async function linkedPackages(top: string, folder: string): Promise<readonly string[]> {
  const examples: string[] = [];
  const names = await namesIn(folder);
  const composer = names.includes('composer');
  for (const name of names) {
    const place = path.join(folder, name);
    if (name.startsWith('@') || (composer && !(await isLink(place)))) {
      examples.push(...(await linksOut(top, folder, place, await namesIn(place), `${name}/`)));
    } else examples.push(...(await linksOut(top, folder, folder, [name], '')));
    if (examples.length >= mostExamples) break;
  }
  return examples;
}

async function linksOut(
  top: string,
  folder: string,
  parent: string,
  names: readonly string[],
  before: string,
): Promise<readonly string[]> {
  const examples: string[] = [];
  for (const name of names) {
    const place = path.join(parent, name);
    if (!(await isLink(place))) continue;
    const target = await realpath(place).catch(() => undefined);
    if (target === undefined || isInside(folder, target) || !isInside(top, target)) continue;
    examples.push(`${before}${name} is ${path.relative(top, target).split(path.sep).join('/') || 'the repository'}`);
  }
  return examples;
}

/** Composer's autoloader finds the project's own classes from where it really is, not from where it is linked. */
async function autoloaded(folder: string): Promise<readonly string[]> {
  const examples: string[] = [];
  for (const name of ['autoload_psr4.php', 'autoload_classmap.php', 'autoload_namespaces.php', 'autoload_files.php']) {
    const text = await readFile(path.join(folder, 'composer', name), 'utf8').catch(() => '');
    if (/\$baseDir \. '/.test(text)) examples.push(`composer/${name} loads the classes of the project`);
  }
  return examples;
}

async function isLink(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => undefined))?.isSymbolicLink() === true;
}

/** Packages that a virtual environment of Python takes from the checkout. */
async function editablePackages(top: string, folder: string): Promise<readonly string[]> {
  const libraries = [path.join(folder, 'Lib', 'site-packages')];
  for (const name of await namesIn(path.join(folder, 'lib'))) {
    libraries.push(path.join(folder, 'lib', name, 'site-packages'));
  }
  const examples: string[] = [];
  for (const library of libraries) {
    for (const name of await namesIn(library)) {
      if (!/\.(?:pth|egg-link)$|^__editable__.*\.py$|^direct_url\.json$/.test(name)) {
        if (!name.endsWith('.dist-info')) continue;
      }
      const file = name.endsWith('.dist-info') ? path.join(library, name, 'direct_url.json') : path.join(library, name);
      const text = await readFile(file, 'utf8').catch(() => '');
      const leads = text.split(top).length > 1 && (!file.endsWith('.json') || /"editable": ?true/.test(text));
      if (leads) examples.push(`${name} is installed for editing`);
    }
  }
  return examples;
}

function isInside(folder: string, place: string): boolean {
  const relative = path.relative(folder, place);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
