import { lstatSync } from 'node:fs';
import path from 'node:path';
import { refsInFiles } from '../refs/refFiles.ts';
import { listFolder, readSmallText, readTail } from '../place/smallFiles.ts';

/** Refs in a session's private git folder that lead to its work. */
export interface OwnRefs {
  /** Object by full ref name, `HEAD` included. */
  readonly refs: ReadonlyMap<string, string>;
  /** Stashes, the newest first. */
  readonly stashes: readonly string[];
  /** Commits that were ever HEAD, the newest first. */
  readonly history: readonly string[];
}

/** Part of a log that is read. */
const logTail = 1024 * 1024;

/** An agent can make as many as it likes; no person could look through more. */
const most = 1000;

/**
 * Reads refs and logs of a session's own git folder, as files: no git runs on settings that an agent has made.
 *
 * @returns undefined where the session has made no object, and so no commit; or where there is no such folder
 */
export function readOwnRefs(worktree: string): OwnRefs | undefined {
  const folder = path.join(worktree, '.git');
  if (!isFolder(folder) || !isFolder(path.join(folder, 'objects')) || !hasObjects(folder)) return undefined;
  const named = isFolder(path.join(folder, 'refs')) ? refsInFiles(folder) : {};
  const head = readSmallText(path.join(folder, 'HEAD'))?.trim() ?? '';
  const at = /^ref: *(.+)$/.exec(head)?.[1];
  const refs = new Map(Object.entries(named).slice(0, most));
  if (at === undefined && isId(head)) refs.set('HEAD', head);
  return {
    refs,
    stashes: newestFirst(readLog(path.join(folder, 'logs', 'refs', 'stash'))),
    history: newestFirst(readLog(path.join(folder, 'logs', 'HEAD'))),
  };
}

/**
 * Commits that a session made in its own git folder, as far as its logs tell. What it only took over, by a fetch, a
 * checkout or a fast-forward, is not among them.
 */
export function madeIn(worktree: string): readonly string[] {
  const entries = readLog(path.join(worktree, '.git', 'logs', 'HEAD'));
  return [...new Set(entries.filter(isMaking).flatMap((entry) => idAfter(entry)))];
}

/** Commits and stashes that were made in a git folder, as far as its logs tell: of a submodule of a session, say. */
export function workIn(gitFolder: string): readonly string[] {
  const log = (...steps: string[]): readonly string[] => readLog(path.join(gitFolder, 'logs', ...steps));
  return [...new Set([...log('HEAD').filter(isMaking), ...log('refs', 'stash')].flatMap(idAfter))].slice(-most);
}

/** Log entries of commands that write a commit: `old new who <mail> time zone\tcommit (amend): subject`. */
function isMaking(entry: string): boolean {
  const said = entry.slice(entry.indexOf('\t') + 1);
  if (/^(commit|cherry-pick|revert|am|rebase)\b/.test(said))
    return !/\((start|finish|abort|return)\)|fast-forward/i.test(said);
  return /^(merge|pull)\b/.test(said) && !/fast-forward/i.test(said);
}

/** Lines of a log, the oldest first. */
function readLog(file: string): readonly string[] {
  const tail = readTail(file, logTail);
  if (tail === undefined) return [];
  const lines = tail.text.split('\n').filter((line) => line !== '');
  return tail.whole ? lines : lines.slice(1);
}

function newestFirst(log: readonly string[]): readonly string[] {
  return [...new Set(log.flatMap(idAfter).reverse())].slice(0, most);
}

function idAfter(entry: string): readonly string[] {
  const id = entry.split(' ')[1] ?? '';
  return isId(id) && !/^0+$/.test(id) ? [id] : [];
}

function isId(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text);
}

function isFolder(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

function hasObjects(folder: string): boolean {
  return listFolder(path.join(folder, 'objects')).some(
    ({ name }) =>
      /^[0-9a-f]{2}$/.test(name) || (name === 'pack' && listFolder(path.join(folder, 'objects', name)).length > 0),
  );
}
