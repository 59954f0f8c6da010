import { lstat, readFile, rm } from 'node:fs/promises';
import { resolveCommit } from '../refs/commits.ts';
import { restorePaths } from '../files/restorePaths.ts';
import { gitText, runGit } from '../call/runGit.ts';
import { touched } from '../files/checkoutFiles.ts';
import type { Difference } from './compareFingerprints.ts';
import type { Fingerprint, LaterFingerprint } from './fingerprint.ts';
import { copy, native } from '../files/keepFiles.ts';

/** Differences without those of files that contain what they did before, byte for byte: only their times are others. */
export async function withoutSameContent(
  differences: readonly Difference[],
  { top, checkout = {} }: Fingerprint,
  after: Pick<LaterFingerprint, 'checkout'>,
  kept: string,
): Promise<readonly Difference[]> {
  const isSame = async ({ what, name }: Difference): Promise<boolean> => {
    if (what !== 'file' || withoutTimes(checkout[name]) !== withoutTimes(after.checkout[name])) return false;
    const [before, now] = await Promise.all([bytesOf(native(kept, name)), bytesOf(native(top, name))]);
    return before !== undefined && now?.equals(before) === true;
  };
  const same = await Promise.all(differences.map(isSame));
  return differences.filter((_, index) => same[index] !== true);
}

export interface FileToUndo {
  readonly before: Fingerprint;
  /** Relative to the top folder of the checkout, forward slashes. */
  readonly file: string;
  /** Folder in which `keepFiles` put its copies. */
  readonly kept: string;
  /** Folder that gets a copy of what is there now. */
  readonly backup: string;
}

/**
 * Puts a file of the person's checkout back to what it was before, and what is staged of it. Branches are left alone.
 *
 * @returns false when what it was is not known, or another commit is checked out by now
 */
export async function undoFile({ before, file, kept, backup }: FileToUndo): Promise<boolean> {
  const { top } = before;
  const state = before.checkout?.[file];
  const head = before.heads[top] ?? '';
  const base = before.refs[head] ?? head;
  if (state === touched || base !== (await resolveCommit(top, 'HEAD'))) return false;
  const place = native(top, file);
  if (state === undefined) {
    await restorePaths({ repository: top, worktree: top, base, paths: [file], backup });
    await restoreStaged(top, file, await committed(top, base, file));
    return true;
  }
  const saved = native(kept, file);
  const wasThere = !state.endsWith(' -');
  if (wasThere && (await lstat(saved).catch(() => undefined)) === undefined) return false;
  if ((await lstat(place).catch(() => undefined)) !== undefined) await copy(place, native(backup, file));
  await rm(place, { recursive: true, force: true });
  if (wasThere) await copy(saved, place);
  await restoreStaged(top, file, stagedIn(state));
  return true;
}

/** Mode and object of an index entry, as `mode id`; undefined for none, `unknown` for one in conflict. */
type Staged = string | undefined;

/** Parses the staged version of a file from its state: `XY sub mH mI mW hH hI` and what the disk said. */
function stagedIn(state: string): Staged {
  const [letters = '', , , mode = '', , , id = ''] = state.split(' ');
  if (letters === '??') return undefined;
  if (!/^[0-9a-f]{40,64}$/.test(id)) return 'unknown';
  return /^0+$/.test(mode) ? undefined : `${mode} ${id}`;
}

async function committed(top: string, commit: string, file: string): Promise<Staged> {
  const listed = await gitText(['ls-tree', '-z', '--full-tree', commit, '--', file], { folder: top });
  const [, mode, id] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed) ?? [];
  return mode === undefined || id === undefined ? undefined : `${mode} ${id}`;
}

/** Without it the index would continue saying what the agent staged. */
async function restoreStaged(top: string, file: string, wanted: Staged): Promise<void> {
  const listed = await gitText(['ls-files', '--stage', '-z', '--', file], { folder: top });
  const [now, ...more] = listed.split('\0').flatMap((line) => /^(\d+ [0-9a-f]+) /.exec(line)?.[1] ?? []);
  if (wanted === 'unknown' || more.length > 0 || now === wanted) return;
  const [mode = '', id = ''] = wanted?.split(' ') ?? [];
  const args =
    wanted === undefined ? ['--force-remove', '--', file] : ['--add', '--cacheinfo', `${mode},${id},${file}`];
  await runGit(['update-index', ...args], { folder: top });
}

function withoutTimes(state: string | undefined): string | undefined {
  return state?.split(' ').slice(0, -2).join(' ');
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch(() => undefined);
}
