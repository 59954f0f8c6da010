import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { keptRef } from '../refs/marks.ts';
import { mergeCall } from '../merge/mergeParts.ts';
import { assertWhole, readRefs } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { setRefs } from '../refs/refs.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { runGit, gitText } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { readOwnRefs } from './ownRefs.ts';
import type { OwnRefs } from './ownRefs.ts';

export interface OwnWork {
  readonly repository: string;
  readonly worktree: string;
  /** Short name of the session's branch. */
  readonly branch: string;
}

/** Up to so many objects are kept each in a file, as `git fetch` does it: a pack for every session would be too many. */
const fewObjects = 100;

/** Commits that only a log leads to: the last ones. */
const mostUnnamed = 50;

/**
 * Brings the commits an agent made in its own git folder into the repository, where `refs/wavegate/<run>/own/…` keeps them:
 * its branches, its stashes, and what it has amended or reset away. Only git of the repository runs, on its settings, and
 * each object is read and checked on its way. Safe to repeat.
 *
 * @returns names of the refs that keep them
 * @throws GitError when an object is missing or damaged; nothing is kept then
 */
export async function keepOwnWork({ repository, worktree, branch }: OwnWork): Promise<readonly string[]> {
  const own = readOwnRefs(worktree);
  if (own === undefined) return [];
  const call = mergeCall(await commonFolder(repository));
  const borrowing = {
    ...call,
    env: { ...call.env, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(path.join(worktree, '.git', 'objects')) },
  };
  const ids = [...new Set([...own.refs.values(), ...own.stashes, ...own.history])];
  const listed = await gitText(['rev-list', '--objects', '--stdin', '--not', '--all'], {
    ...borrowing,
    input: `${ids.join('\n')}\n`,
  });
  const objects = listed.split('\n').filter((line) => line !== '');
  if (objects.length === 0) return [];
  await bringIn(call, borrowing, objects);
  const made = new Set(objects.map((line) => line.split(' ')[0] ?? ''));
  const named = await nameAll(call, own, made);
  const prefix = keptRef('own', branch);
  const before = await readRefs(repository, [prefix]);
  const kept = new Map([...named].map(([name, id]) => [unused(`${prefix}/${name}`, id, before), id]));
  const refs = await pointAt(repository, prefix, kept);
  await assertWhole(repository, [...new Set(kept.values())], ['--branches', '--tags']);
  return refs;
}

async function pointAt(
  repository: string,
  prefix: string,
  kept: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  try {
    await setRefs(repository, kept);
    return [...kept.keys()];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Two names of which one is a folder of the other: they are kept under what they lead to.
    const plain = new Map([...kept.values()].map((id) => [`${prefix}.by-commit/${id}`, id]));
    await setRefs(repository, plain);
    return [...plain.keys()];
  }
}

/** A session is looked at more than once, and what its branch held the first time stays. */
function unused(ref: string, id: string, before: Readonly<Record<string, string>>): string {
  return before[ref] === undefined || before[ref] === id ? ref : `${ref}-${id.slice(0, 12)}`;
}

/**
 * Names for what is to be kept: those the agent gave, and numbers for stashes and for commits that no name leads to.
 *
 * @param made objects that were not in the repository before
 */
async function nameAll(
  call: GitCall,
  { refs, stashes, history }: OwnRefs,
  made: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>();
  for (const [name, id] of refs) {
    const short = name.replace(/^refs\//, '');
    if (made.has(id) && short !== 'stash' && isRefName(short)) named.set(short, id);
  }
  stashes.forEach((id, index) => made.has(id) && named.set(`stash/${index}`, id));
  const unnamed = await gitText(['rev-list', '--stdin'], {
    ...call,
    input: `${[...history.filter((id) => made.has(id)), ...[...named.values()].map((id) => `^${id}`)].join('\n')}\n`,
  });
  const unreached = new Set(unnamed.split('\n'));
  for (const id of history.filter((commit) => unreached.has(commit)).slice(0, mostUnnamed))
    named.set(`log/${id.slice(0, 12)}`, id);
  return named;
}

/** Copies objects into the repository. Their content needs no trust: their names are computed from it. */
async function bringIn(call: GitCall, borrowing: GitCall, objects: readonly string[]): Promise<void> {
  const input = `${objects.join('\n')}\n`;
  if (objects.length <= fewObjects) {
    const { stdout } = await runGit(['pack-objects', '--quiet', '--stdout'], { ...borrowing, input });
    await runGit(['unpack-objects', '-q', '--strict'], { ...call, input: stdout });
    return;
  }
  const store = path.join(call.folder, 'objects');
  const bench = await mkdtemp(path.join(store, 'wavegate-'));
  try {
    await runGit(['pack-objects', '--quiet', path.join(bench, 'pack')], { ...borrowing, input });
    const pack = (await readdir(bench)).find((name) => name.endsWith('.pack'));
    if (pack === undefined) return;
    const others = (await readdir(bench)).filter((name) => name !== pack);
    for (const name of others) await rm(path.join(bench, name));
    await runGit(['index-pack', '--fsck-objects', path.join(bench, pack)], call);
    // The list of a pack says that it is there, so it comes last.
    const made = (await readdir(bench)).sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
    for (const name of made) await rename(path.join(bench, name), path.join(store, 'pack', name));
  } finally {
    await rm(bench, { recursive: true, force: true });
  }
}

/** The characters that every system and every git takes. */
function isRefName(name: string): boolean {
  return (
    /^[\p{L}\p{N}_+=#@%,!-][\p{L}\p{N}_+=#@%,!./-]*$/u.test(name) &&
    !/\.\.|\/[./]|\.lock(\/|$)|[./]$|^@$|\/@\//.test(name)
  );
}

function quoted(folder: string): string {
  return `"${folder.replace(/["\\]/g, '\\$&')}"`;
}
