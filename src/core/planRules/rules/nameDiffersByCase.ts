import type { FileIndex } from '../../glob/fileIndex.ts';
import { hasWildcard } from '../../glob/globSyntax.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Spellings by the same name in lower case, of files and of the folders they lie in. */
const spellings = new WeakMap<FileIndex, ReadonlyMap<string, string>>();

/**
 * Two names that differ in upper and lower case alone are one file on Windows and macOS, so a task should not make a file
 * beside one that is there, nor two tasks two such files.
 */
export const nameDiffersByCase: PlanRule = {
  reads: ['owns'],
  readsOfPlan: [],
  check({ waves, repository: { files } }) {
    const there = files === undefined ? new Map<string, string>() : spellingsOf(files);
    const owned = new Map<string, string>();
    return waves.flatMap(({ tasks }, wave) =>
      tasks.flatMap(({ id, owns }, task) =>
        owns.flatMap((glob, index): Remark[] => {
          if (hasWildcard(glob)) return [];
          const clash = clashOf(glob.replace(/^(?:\.\/)+/, ''), there, owned);
          if (clash === undefined) return [];
          const [mine, other] = clash;
          return [
            {
              code: 'name-differs-by-case',
              at: inPlan('waves', wave, 'tasks', task, 'owns', index),
              message: `"${id}" owns ${mine}, and there is ${other}: on Windows and macOS they are one file. Write it like the other, or choose another name.`,
            },
          ];
        }),
      ),
    );
  },
};

/** The part of a path that is spelled otherwise elsewhere, and how; takes note of the path. */
function clashOf(
  path: string,
  there: ReadonlyMap<string, string>,
  owned: Map<string, string>,
): readonly [string, string] | undefined {
  for (const part of partsOf(path)) {
    const name = part.toLowerCase();
    const other = there.get(name) ?? owned.get(name);
    if (other !== undefined && other !== part) return [part, other];
    owned.set(name, part);
  }
  return undefined;
}

function spellingsOf(files: FileIndex): ReadonlyMap<string, string> {
  const found = spellings.get(files);
  if (found !== undefined) return found;
  const made = new Map<string, string>();
  for (const file of files.under('')) {
    // Of several spellings that are there already, the first counts: the repository lives with them.
    for (const part of partsOf(file)) if (!made.has(part.toLowerCase())) made.set(part.toLowerCase(), part);
  }
  spellings.set(files, made);
  return made;
}

/** A path, and the folders it lies in, outermost first. */
function partsOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
