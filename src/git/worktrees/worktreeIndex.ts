import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange } from '../../core/model/repository.ts';
import { correctedEntries } from '../files/correctedEntries.ts';
import { fillIndex } from './fillIndex.ts';
import { GitError } from '../call/gitError.ts';
import { agentFolder } from '../refs/marks.ts';
import { gitlink, parseFileChanges, parseTreeChanges } from '../parse/changes.ts';
import type { TreeChange } from '../parse/changes.ts';
import { respelled } from './respelled.ts';
import { readProvisioned } from './provisioned.ts';
import { gitLine, gitNames, gitText, runGit } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { borrowIndex } from '../files/temporaryIndex.ts';
import type { Bench, BorrowedIndex } from '../files/temporaryIndex.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';

const diffFormat = [
  ...['-r', '-z', '--raw', '--numstat', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-textconv'],
  '--end-of-options',
];

/** A folder inside another that was made a repository can contain another; deeper nesting is a mistake somewhere. */
const deepestNesting = 20;

/** State of the files of a worktree at one moment. */
export interface WorktreeState {
  /** They all, as a tree object; empty where nothing has changed and only then a tree was wanted. */
  readonly tree: string;
  /** How they differ from the base, by path; a rename is a deletion and an addition. */
  readonly changes: readonly FileChange[];
}

/** When files are written as a tree. */
export type WantedTree = 'everything' | 'changes';

/** An index of Wavegate's own for a worktree, which remembers between two looks what has not changed. */
export interface WorktreeIndex {
  /** Reads in advance what the first look would have to. Safe to call at any time, and to leave out. */
  prepare(): Promise<void>;
  /**
   * Looks at the files. Looks must not overlap.
   *
   * @param look `against`: commit the changes are relative to; default: the base. `also`: files that count although git
   *   ignores them; relative to the worktree, forward slashes. `treeOf`: whether a tree is wanted where nothing has changed;
   *   default: it is
   * @throws GitError when a file cannot be read or the disk is full
   */
  read(look?: {
    readonly against?: string;
    readonly also?: readonly string[];
    readonly treeOf?: WantedTree;
  }): Promise<WorktreeState>;
  /** Removes it. */
  close(): Promise<void>;
}

export interface WorktreeRequest {
  /** Any folder of the repository the worktree belongs to. */
  readonly repository: string;
  readonly worktree: string;
  /** Commit whose tree decides which ignored files count as tracked, and which submodules are known. */
  readonly base: string;
  /** Folder for the index, which exists. Default: the shared git folder. */
  readonly folder?: string;
}

/**
 * Opens a worktree to look at its files, whatever the agent did to index, HEAD, branches or the `.git` file there. Ignored
 * files, `.wavegate` and files Wavegate put there are left out. Repositories an agent created or cloned inside the worktree
 * are kept as ordinary files; their own git data moves to `.wavegate/nested`.
 */
export function openWorktreeIndex({ repository, worktree, base, folder }: WorktreeRequest): WorktreeIndex {
  let filling: Promise<Bench> | undefined;
  /** Last look, which what has not changed since need not be asked of git again. */
  let seen: Seen | undefined;
  let borrowed: BorrowedIndex | undefined;
  const fill = async (): Promise<Bench> => {
    borrowed ??= await borrowIndex(repository, { worktree, folder });
    await fillIndex(borrowed, worktree, base);
    seen = { against: base, state: { tree: '', changes: [] } };
    return borrowed;
  };
  const filled = async (): Promise<Bench> => {
    filling ??= fill();
    try {
      return await filling;
    } catch (error) {
      // The next look tries again.
      filling = undefined;
      throw error;
    }
  };
  return {
    prepare: async () => void (await filled()),
    async read({ against = base, also = [], treeOf = 'everything' } = {}) {
      await lstat(worktree).catch((error: unknown) => {
        throw new GitError('failed', `The worktree ${worktree} does not exist.`, '', { cause: error });
      });
      const bench = await filled();
      const before = seen;
      // Whoever fails may leave the index in any state.
      seen = undefined;
      const state = await readState(bench, { repository, worktree, against, also, treeOf, before });
      seen = { against, state };
      return state;
    },
    async close() {
      await filling?.catch(() => undefined);
      await borrowed?.giveBack();
    },
  };
}

/** Looks at a worktree once; see `openWorktreeIndex`. */
export async function readWorktree(
  request: WorktreeRequest,
  also: readonly string[] = [],
  treeOf: WantedTree = 'everything',
): Promise<WorktreeState> {
  const index = openWorktreeIndex(request);
  try {
    return await index.read({ also, treeOf });
  } finally {
    await index.close();
  }
}

/** State that an index stands at, and the commit its changes are relative to. */
interface Seen {
  readonly against: string;
  readonly state: WorktreeState;
}

interface Look {
  readonly repository: string;
  readonly worktree: string;
  readonly against: string;
  readonly also: readonly string[];
  readonly treeOf: WantedTree;
  readonly before: Seen | undefined;
}

async function readState(bench: Bench, look: Look): Promise<WorktreeState> {
  const { worktree, against, also, treeOf, before } = look;
  const [left, filling] = await Promise.all([
    readProvisioned(bench.common, worktree),
    readFilling(bench.common, worktree),
  ]);
  const pathspec = ['.', ...[agentFolder, ...left].flatMap(excluding)];
  const settings = fillingSettings(filling);
  let call: GitCall = { folder: worktree, config: settings.config, env: { ...settings.env, ...bench.env } };
  let named = false;
  for (let round = 0; round < deepestNesting; round++) {
    const { stderr, wrote } = await addAll(call, pathspec);
    if (also.length > 0) await addIgnored(call, also);
    // Fails where git could not add everything; why is said below.
    const writeTree = (): Promise<unknown> => gitLine(['write-tree'], call).catch((error: unknown) => error);
    const isSame = round === 0 && !wrote && stderr === undefined && also.length === 0 && before?.against === against;
    if (isSame && (await leftUntracked(bench, worktree, pathspec)).length === 0) {
      const { state } = before;
      const tree = state.tree === '' && treeOf === 'everything' ? await writeTree() : state.tree;
      if (typeof tree !== 'string') throw tree;
      return { ...state, tree };
    }
    const [written, difference, untracked] = await Promise.all([
      treeOf === 'everything' ? writeTree() : undefined,
      gitText(['diff-index', '--cached', ...diffFormat, against], call),
      leftUntracked(bench, worktree, pathspec),
    ]);
    const changes = parseTreeChanges(difference);
    if (!named && untracked.length > 0) {
      named = true;
      if (await renameByCase(call, untracked, changes)) {
        call = { ...call, config: [...settings.config, 'core.ignoreCase=false'] };
        continue;
      }
    }
    const refused = untracked.flatMap((entry) => (entry.endsWith('/') ? [entry.slice(0, -1)] : []));
    const links = changes.filter(({ newMode, oldMode }) => newMode === gitlink && oldMode !== gitlink);
    const below = await Promise.all(refused.map((folder) => repositoriesBelow(worktree, folder)));
    const nested = [...links.map((change) => change.path), ...below.flat()];
    if (nested.length === 0) {
      if (stderr !== undefined) throw new GitError('failed', `Files of ${worktree} cannot be read: ${stderr}`);
      const tree = written ?? (changes.length === 0 ? '' : await writeTree());
      if (typeof tree !== 'string') throw tree;
      const corrections = await correctedEntries({ ...look, commit: against, changes, filling });
      if (corrections.length === 0) return { tree, changes: parseFileChanges(difference) };
      await runGit(['update-index', '-z', '--index-info'], { ...call, input: corrections.join('') });
      const [corrected, rest] = await Promise.all([
        gitLine(['write-tree'], call),
        gitText(['diff-index', '--cached', ...diffFormat, against], call),
      ]);
      return { tree: corrected, changes: parseFileChanges(rest) };
    }
    for (const folder of nested) await setGitDataAside(bench, worktree, folder);
  }
  throw new GitError('failed', `Repositories in ${worktree} are nested more than ${deepestNesting} deep.`);
}

/**
 * Leaves a path and everything below it out. Git refuses to add when a path that is named exactly is ignored, even if it
 * is named to be left out; this does not apply to a pattern that matches only that path.
 */
function excluding(file: string): readonly string[] {
  const pattern = file.replace(/[\\*?[\]]/g, '\\$&').replace(/[A-Za-z0-9]/, '[$&]');
  return [`:(top,exclude,glob)${pattern}`, `:(top,exclude,glob)${pattern}/**`];
}

/** @returns what git could not add, undefined when it added everything; and whether an entry of the index is another now */
async function addAll(
  call: GitCall,
  pathspec: readonly string[],
): Promise<{ readonly stderr: string | undefined; readonly wrote: boolean }> {
  const { exitCode, stderr, stdout } = await runGit(
    ['add', '-A', '--sparse', '--verbose', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'],
    { ...call, env: { ...call.env, GIT_LITERAL_PATHSPECS: '0' }, input: pathspec.join('\0'), accept: [0, 1] },
  );
  return { stderr: exitCode === 0 ? undefined : stderr.trim(), wrote: stdout.length > 0 };
}

/** Unlike `git add`, `git update-index` asks no ignore rule. */
async function addIgnored(call: GitCall, files: readonly string[]): Promise<void> {
  await runGit(['update-index', '--add', '--remove', '-z', '--stdin'], { ...call, input: `${files.join('\0')}\0` });
}

/**
 * Paths that git did not add, folders with a slash at the end: it refuses those with git data of their own, and leaves out files whose
 * names it takes for others in its index because it ignores case.
 */
async function leftUntracked(bench: Bench, worktree: string, pathspec: readonly string[]): Promise<readonly string[]> {
  const listed = await gitText(['ls-files', '--others', '-z', '--exclude-standard', '--directory', '--', ...pathspec], {
    folder: worktree,
    config: ['core.ignoreCase=false'],
    env: { ...bench.env, GIT_LITERAL_PATHSPECS: '0' },
  });
  return listed.split('\0').filter((entry) => entry !== '');
}

/** Takes the old names of what was renamed in case only out of the index. @returns whether something was */
async function renameByCase(
  call: GitCall,
  untracked: readonly string[],
  changes: readonly TreeChange[],
): Promise<boolean> {
  const listed = (await gitNames(['ls-files', '--cached', '-t', '-z'], call)).split('\0');
  // Those that a sparse checkout leaves out, marked S, are on disk in no spelling.
  const indexed = listed.flatMap((entry) => (entry.startsWith('H ') ? [entry.slice(2)] : []));
  const gone = await respelled(call.folder, untracked, [...indexed, ...changes.map((change) => change.path)]);
  if (gone.length === 0) return false;
  await runGit(['update-index', '--force-remove', '-z', '--stdin'], { ...call, input: `${gone.join('\0')}\0` });
  return true;
}

/** Outermost repositories in a folder git would not add. Links are not followed. */
async function repositoriesBelow(worktree: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(worktree, folder), { withFileTypes: true });
  if (entries.some((entry) => entry.name === '.git')) return [folder];
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
  return (await Promise.all(below.map((child) => repositoriesBelow(worktree, child)))).flat();
}

async function setGitDataAside(bench: Bench, worktree: string, folder: string): Promise<void> {
  const aside = path.join(worktree, agentFolder, 'nested', encodeURIComponent(folder));
  await mkdir(path.dirname(aside), { recursive: true });
  await rm(aside, { recursive: true, force: true });
  await rename(path.join(worktree, folder, '.git'), aside);
  await runGit(['update-index', '--force-remove', '-z', '--stdin'], {
    folder: worktree,
    env: bench.env,
    input: `${folder}\0`,
  });
}
