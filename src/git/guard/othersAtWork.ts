import { appendFile, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { everyWorktree } from '../repositoryFolders.ts';
import type { Difference } from './compareFingerprints.ts';
import type { LaterFingerprint, Fingerprint } from './fingerprint.ts';
import { ownCommits } from './fingerprint.ts';
import { readFingerprint } from './keptFingerprint.ts';

/** A session of the same wave whose guard is still up: it could have done what another finds at its end. */
export interface OtherSession {
  readonly name: string;
  /** Of its guard. */
  readonly folder: string;
  /** Commits that were made in its worktree. */
  readonly commits: ReadonlySet<string>;
}

const heldFile = 'held.json';

/**
 * The other sessions whose guards stand beside a guard's folder and are still up.
 *
 * @param common git folder of the repository
 */
export async function othersAtWork(guardFolder: string, common: string): Promise<readonly OtherSession[]> {
  const parent = path.dirname(guardFolder);
  const names = await readdir(parent).catch(() => []);
  const worktrees = everyWorktree(common);
  const others: OtherSession[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.guard') && entry !== path.basename(guardFolder))) {
    const folder = path.join(parent, name);
    const before = await readFingerprint(folder);
    if (before === undefined) continue;
    const own = worktrees.find(({ worktree }) => path.basename(worktree) === name.replace(/\.guard$/, ''));
    const now = own === undefined ? [] : ownCommits(own.folder);
    const commits = new Set(now.filter((commit) => !before.own.includes(commit)));
    others.push({ name: nameOf(before), folder, commits });
  }
  return others;
}

/** What a session is called for people: the last part of its branch. */
export function nameOf({ branch }: Fingerprint): string {
  return branch.slice(branch.lastIndexOf('/') + 1);
}

/**
 * Tells apart, where several sessions ran at once, what is this one's doing, what is another's, and what could be that of
 * any of them. A commit is known by the worktree it was made in; of settings, hooks and deletions nothing tells who did it.
 *
 * @returns the differences without those of others, who answer for them when they end
 */
export function attributeAmong(
  differences: readonly Difference[],
  before: Fingerprint,
  after: LaterFingerprint,
  others: readonly OtherSession[],
): readonly Difference[] {
  if (others.length === 0) return differences;
  return differences.flatMap((difference): readonly Difference[] => {
    if (difference.by !== 'session' || (difference.what === 'file' && difference.told === true)) return [difference];
    const to = difference.what === 'ref' ? difference.after : undefined;
    if (to !== undefined && after.own.includes(to) && !before.own.includes(to)) return [difference];
    if (difference.what === 'ref' && after.reached.includes(difference.name)) return [difference];
    if (to !== undefined && others.some(({ commits }) => commits.has(to))) return [];
    return [{ ...difference, by: 'somebody' }];
  });
}

/** Leaves word with other sessions that something was done which may be theirs. */
export async function holdOthers(others: readonly OtherSession[], lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  for (const { folder } of others) await appendFile(path.join(folder, heldFile), `${JSON.stringify(lines)}\n`);
}

/** What others have left word of, one line for people each. */
export async function heldLines(guardFolder: string): Promise<readonly string[]> {
  const text = await readFile(path.join(guardFolder, heldFile), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line) as readonly string[]);
}
