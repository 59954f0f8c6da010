import { openPieces } from '../glob/folderPieces.ts';
import type { FolderPiece } from '../glob/folderPieces.ts';
import type { FoundCommands } from '../digest/findCommands.ts';
import type { DriverId } from '../plan/schema/plan.ts';

/** Part of a tree that one task can change while others change the rest. */
export interface TreePart {
  /** For people and for ids: `src/commands`. */
  readonly name: string;
  readonly owns: readonly string[];
}

/** Facts of a repository that templates of plans name. */
export interface Surroundings {
  /** Driver that does the work. Default: the plan says where to name it. */
  readonly agent?: DriverId;
  /** The command that runs all tests. */
  readonly test: string;
  /** A further check, with its name. */
  readonly check?: { readonly name: string; readonly command: string };
  /** The largest first; no two share a file. At least one. */
  readonly parts: readonly TreePart[];
  /** Folder for new source files, with a slash at its end; empty for the root of the repository. */
  readonly root: string;
  /** Ending of source files: `.ts`. */
  readonly ending: string;
  /** Folder of tests, with a slash at its end, where they are not beside what they test. */
  readonly tests?: string;
  readonly changelog?: string;
  /** Files and folders that no task should change, as globs. */
  readonly guarded: readonly string[];
}

/** A repository of which nothing is known. */
export const anyRepository: Surroundings = {
  test: 'npm test',
  check: { name: 'lint', command: 'npm run lint' },
  parts: [
    { name: 'src/a', owns: ['src/a/**'] },
    { name: 'src/b', owns: ['src/b/**'] },
  ],
  root: 'src/',
  ending: '.ts',
  changelog: 'CHANGELOG.md',
  guarded: ['package-lock.json'],
};

/** Most tasks a template has for parts of the tree: three waves of a size that is easy to look through. */
const mostParts = 12;

const source =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|java|kts?|cs|fs|rb|php|swift|scala|c|h|cc|cpp|hpp|mm?|exs?|erl|clj|dart|lua|pl|jl|hs|ml|zig|sql|sh)$/;
const test = /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures)\/|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_[^/]*$/i;
const aside =
  /(?:^|\/)(?:\.[^/]+|docs?|examples?|samples?|vendor|third_party|node_modules|dist|build|out|target|coverage|bench(?:marks)?|tools?|scripts?|testing|hack|ci)\//i;
const testFolders = ['test/', 'tests/', 'spec/'];
const locks =
  /^(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Gemfile\.lock|composer\.lock)$/;
const production = /^(?:infrastructure|infra|deploy|terraform|\.github)\//;

/**
 * Facts of a repository, for templates.
 *
 * @param files of the repository, forward slashes
 * @param commands that it names itself
 */
export function surroundingsOf(
  files: readonly string[],
  { test: tests, check }: FoundCommands,
  agent?: DriverId,
): Surroundings {
  const code = files.filter((file) => source.test(file) && !test.test(file) && !aside.test(file));
  const parts = partsOf(code);
  const [found] = check;
  const testFolder = testFolders.find((folder) => files.some((file) => file.startsWith(folder)));
  const changelog = files.find((file) => /^(?:CHANGELOG|CHANGES|HISTORY)(?:\.\w+)?$/i.test(file));
  const guarded = new Set(
    files.flatMap((file) => (locks.test(file) ? [file] : (production.exec(file)?.slice(0, 1) ?? []))),
  );
  return {
    ...(agent === undefined ? {} : { agent }),
    test: tests[0]?.command ?? anyRepository.test,
    ...(found === undefined ? {} : { check: { name: nameOf(found.command), command: found.command } }),
    parts: parts.length === 0 ? anyRepository.parts : parts,
    root: commonFolder(code),
    ending: commonEnding(code),
    ...(testFolder === undefined ? {} : { tests: testFolder }),
    ...(changelog === undefined ? {} : { changelog }),
    guarded: [...guarded].map((each) => (each.endsWith('/') ? `${each}**` : each)),
  };
}

/** Folders of source, opened while one holds more than half of it. */
function partsOf(code: readonly string[]): readonly TreePart[] {
  if (code.length === 0) return [];
  const isEven = (pieces: readonly FolderPiece[]): boolean =>
    pieces.length >= mostParts ||
    (pieces.length > 1 && pieces.every(({ files }) => files.length <= Math.max(1, code.length / 2)));
  return openPieces([{ folder: '', deep: true, files: code }], isEven)
    .toSorted((one, other) => other.files.length - one.files.length)
    .slice(0, mostParts)
    .map(({ folder, deep, files }): TreePart => {
      const name = folder === '' ? 'the root folder' : folder.slice(0, -1);
      if (deep) return { name, owns: [`${folder}**`] };
      // Plans and settings lie in the root folder too: there, what is owned is named.
      return { name: folder === '' ? name : `${name} itself`, owns: folder === '' ? files : [`${folder}*`] };
    });
}

/** The deepest folder that holds all of the files, with a slash at its end. */
function commonFolder(files: readonly string[]): string {
  const [first, ...others] = files;
  if (first === undefined) return anyRepository.root;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  for (const file of others) {
    while (!file.startsWith(folder)) folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder;
}

function commonEnding(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const ending = file.slice(file.lastIndexOf('.'));
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? anyRepository.ending;
}

/** Name of a check by its command: the last word of `npm run lint`. */
function nameOf(command: string): string {
  return /(\w[\w-]*)\W*$/.exec(command)?.[1] ?? 'check';
}
