import { countPassing } from '../../util/binarySearch.ts';
import { fixedFolder } from './globFolders.ts';
import { parseGlob } from './globSyntax.ts';
import { pathMatcher } from './globs.ts';

/** Files of a repository, for looking up what globs match without asking about every file each time. */
export class FileIndex {
  readonly #sorted: readonly string[];
  readonly #matching = new Map<string, readonly string[]>();

  constructor(files: readonly string[]) {
    this.#sorted = [...new Set(files)].sort();
  }

  /** Files below a folder (with a slash at its end; all files for the empty text), in order. */
  under(folder: string): readonly string[] {
    const start = this.#firstFrom(folder);
    const end = folder === '' ? this.#sorted.length : this.#firstFrom(`${folder.slice(0, -1)}0`);
    return this.#sorted.slice(start, end);
  }

  has(path: string): boolean {
    return this.#sorted[this.#firstFrom(path)] === path;
  }

  /** Files that match a glob, in order. Remembered, since the same globs are asked about after every keystroke. */
  matching(glob: string): readonly string[] {
    const known = this.#matching.get(glob);
    if (known !== undefined) return known;
    const matches = pathMatcher([glob]);
    const found = new Set<string>();
    for (const pattern of parseGlob(glob)) {
      // Without wildcards the folder is the whole path, and its slash is one too many.
      const prefix = fixedFolder(pattern).slice(0, -1);
      for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at++) {
        const file = this.#sorted[at] ?? '';
        if (!file.startsWith(prefix)) break;
        if (matches(file)) found.add(file);
      }
    }
    const files = [...found].sort();
    this.#matching.set(glob, files);
    return files;
  }

  #firstFrom(path: string): number {
    return countPassing(this.#sorted, (file) => file < path);
  }
}
