import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { allFiles } from '../../files.mjs';
import { say, showChange } from './terminal.mjs';

/** The files of the worktree the program was started in, of which only the owned ones may be changed. */
export class Worktree {
  #owns;
  #original = new Map();

  /** @param {string[]} owns paths and globs, relative, with forward slashes */
  constructor(owns) {
    this.#owns = owns;
  }

  owns(file) {
    return this.#owns.some((glob) => matches(file, glob));
  }

  /** Existing files that match one of the owned globs and, if given, a pattern. */
  async ownFiles(pattern = /./) {
    return (await allFiles()).filter((file) => this.owns(file) && pattern.test(file));
  }

  /** The content of a file, or undefined when there is none. */
  async read(file) {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Applies a rewrite to a file. A rewrite that finds nothing to do leaves it alone. */
  async edit(file, rewrite, why) {
    const before = (await this.read(file)) ?? '';
    await this.#put(file, rewrite(before), why);
  }

  /** Writes a new file from the prepared material. */
  async create(file, material, why) {
    const content = await readFile(new URL(`../material/${material}.txt`, import.meta.url), 'utf8');
    await this.#put(file, content.replaceAll('\r\n', '\n'), why);
  }

  async remove(file, why) {
    if ((await this.read(file)) === undefined) return;
    await this.#remember(file);
    await say('delete', `${file}: ${why}`);
    await rm(file);
  }

  /** The files that are not what they were, sorted. */
  async changed() {
    const names = [];
    for (const [file, content] of this.#original) if ((await this.read(file)) !== content) names.push(file);
    return names.sort();
  }

  async #put(file, content, why) {
    const before = await this.read(file);
    if (content === before) return;
    await this.#remember(file);
    await say(before === undefined ? 'create' : 'edit', `${file}: ${why}`);
    if (before !== undefined) showChange(before, content);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async #remember(file) {
    if (!this.owns(file)) throw new NotOwned(file);
    if (!this.#original.has(file)) this.#original.set(file, await this.read(file));
  }
}

/** The work needs a file that belongs to another task. */
export class NotOwned extends Error {
  constructor(file) {
    super(`${file} would have to change, but this task does not own it.`);
    this.name = 'NotOwned';
  }
}

function matches(file, glob) {
  const pattern = glob
    .split(/(\*\*\/|\*\*|\*)/)
    .map(
      (part) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[part] ?? part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${pattern}$`).test(file);
}
