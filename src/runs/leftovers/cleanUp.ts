import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isOver } from '../../core/model/isOver.ts';
import { replay } from '../../core/run/evolve.ts';
import { count } from '../../core/words/labels.ts';
import { boardOf } from '../../core/views/board.ts';
import type { Cleaned } from '../../git/worktrees/cleanRun.ts';
import type { Leftovers } from '../../git/work/leftovers.ts';
import type { DatabaseAddress } from '../../database/databaseUrl.ts';
import { JournalError } from '../../ports/journal.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { databaseOfRun } from '../../state/runCheckout.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { errorMessage } from '../../util/errors.ts';
import { findRuns } from '../find/findRuns.ts';
import type { Runs } from '../find/findRuns.ts';
import { tearDownLeft } from './tearDownLeft.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A run, and what there is of it to remove. */
export interface CleanableRun extends Leftovers {
  /** unknown: its record is not in this state folder. */
  readonly state: 'under-way' | 'over' | 'unknown';
  /** For people: its title and how it ended, or why nothing is known. */
  readonly about: string;
  /** Time when anything was recorded of it last, epoch milliseconds; absent where its record is not here. */
  readonly lastAt?: number;
  /** Size of its worktrees and of the records of its sessions, in bytes. */
  readonly worktreeBytes: number;
  readonly sessionBytes: number;
}

/** Options for what to remove beside worktrees and branches. */
export interface CleanChoice {
  /** Whether to remove the kept work of sessions, after writing it to a bundle. */
  readonly kept: boolean;
  /** Whether to remove the output and directives of the sessions. */
  readonly sessions: boolean;
}

/** All runs of a repository that have left something, oldest first. */
export async function cleanableRuns(runs: Runs): Promise<readonly CleanableRun[]> {
  const found = new Map(
    (await runs.services.findLeftovers(runs.common, runs.layout.worktreeRoot)).map((each) => [each.run, each]),
  );
  const known = await runs.journals.list();
  for (const { run } of known)
    if (!found.has(run)) found.set(run, { run, worktrees: [], sessionBranches: {}, kept: {} });
  const all = await Promise.all(
    [...found.values()].map((each) => describe(runs, each, known.find(({ run }) => run === each.run)?.modifiedAt)),
  );
  return all.sort((a, b) => (a.run < b.run ? -1 : 1));
}

/** Runs that have left worktrees or branches, though their records are not here; sizes are not looked at. */
export async function leftWithoutRecord(runs: Runs, known: ReadonlySet<string>): Promise<readonly Leftovers[]> {
  const found = await runs.services.findLeftovers(runs.common, runs.layout.worktreeRoot);
  const without = found.filter((each) => !known.has(each.run) && hasLeftovers(each));
  const elsewhere = await Promise.all(without.map(({ run }) => recordedElsewhere(runs, run)));
  return without.filter((_, at) => elsewhere[at] === undefined);
}

/** Place of the record of a run that is not among those looked at: files or a database. For people. */
async function recordedElsewhere({ layout, team }: Runs, run: string): Promise<string | undefined> {
  if (team !== undefined) {
    const there = await lstat(layout.journalFile(run)).catch(() => undefined);
    return there === undefined ? undefined : 'its record is in files: look at it with --database off';
  }
  const database = await databaseOfRun(layout.checkoutFile(run));
  return database === undefined ? undefined : `its record is in the database ${database}: name it with --database`;
}

/** Whether there is anything of a run to remove without further choice. */
export function hasLeftovers({ worktrees, sessionBranches }: Leftovers): boolean {
  return worktrees.length + Object.keys(sessionBranches).length > 0;
}

/** Removes what is left of a run that is not under way; see cleanRun. */
export async function cleanUp(runs: Runs, leftovers: CleanableRun, choice: CleanChoice): Promise<Cleaned> {
  const { run } = leftovers;
  const untidy = await tearDownLeft(runs, run);
  const parts: Cleaned[] = [
    { removed: [], kept: [], failed: untidy },
    await runs.services.cleanRun(runs.common, leftovers, path.join(runs.layout.backupFolder(run), 'cleaned')),
  ];
  if (choice.kept) {
    const folder = path.join(path.dirname(runs.layout.runsFolder), 'kept');
    await makeFolder(folder);
    parts.push(await runs.services.bundleKept(runs.common, run, path.join(folder, `${run}.bundle`)));
  }
  if (choice.sessions && leftovers.sessionBytes > 0) {
    await rm(sessionsOf(runs, run), { recursive: true, force: true, maxRetries: 3 });
    parts.push({ removed: ['records of its sessions'], kept: [], failed: [] });
  }
  const lines = (key: keyof Cleaned): readonly string[] => parts.flatMap((part) => part[key]);
  // The bundle says how to have back what the refs held.
  const kept = lines('kept').filter((line) => !choice.kept || !line.includes('git for-each-ref'));
  return { removed: lines('removed'), kept, failed: lines('failed') };
}

async function describe(runs: Runs, leftovers: Leftovers, lastAt: number | undefined): Promise<CleanableRun> {
  const isKnown = lastAt !== undefined;
  const { run, worktrees } = leftovers;
  const sizes = await Promise.all(worktrees.map(({ folder }) => sizeOf(folder)));
  const worktreeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const sessionBytes = isKnown ? await sizeOf(sessionsOf(runs, run)) : 0;
  const measured = { ...leftovers, worktreeBytes, sessionBytes, ...(lastAt === undefined ? {} : { lastAt }) };
  const elsewhere = isKnown ? undefined : await recordedElsewhere(runs, run);
  if (elsewhere !== undefined) return { ...measured, state: 'under-way', about: elsewhere };
  if (!isKnown) return { ...measured, state: 'unknown', about: `no record of it in ${runs.layout.stateRoot}` };
  try {
    const state = replay(await runs.journals.read(run));
    if (state === undefined) return { ...measured, state: 'over', about: 'never started' };
    const about = `${state.plan.plan.title}: ${boardOf(state, 0).headline}`;
    return { ...measured, state: isOver(state.phase) ? 'over' : 'under-way', about };
  } catch (error) {
    return { ...measured, state: 'unknown', about: errorMessage(error) };
  }
}

const sessionsOf = ({ layout }: Runs, run: string): string => path.join(layout.runFolder(run), 'sessions');

/** Size of all files in a folder, links not followed, in bytes. What cannot be read counts as nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    sum += entry.isDirectory() ? await sizeOf(place) : ((await lstat(place).catch(() => undefined))?.size ?? 0);
  }
  return sum;
}

/** Describes the leftovers of a run, with sizes. */
export function leftoversText(found: CleanableRun): string {
  const { worktrees, sessionBranches, runBranch, kept, worktreeBytes, sessionBytes } = found;
  return [
    `${count(worktrees.length, 'worktree')} (${megabytes(worktreeBytes)})`,
    count(Object.keys(sessionBranches).length, 'session branch', 'session branches'),
    ...(runBranch === undefined ? [] : [`branch ${runBranch.name}`]),
    count(Object.keys(kept).length, 'kept ref'),
    `${megabytes(sessionBytes)} of session records`,
  ].join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Leftovers of a run, with the runs that it is one of. */
export interface FoundLeftovers {
  readonly runs: Runs;
  readonly leftovers: CleanableRun;
}

/**
 * Does something with the worktrees and branches that runs which are not under way have left in the repositories of several
 * folders.
 *
 * @param database with runs of a team beside those in files; while it cannot be reached, its runs are left alone
 * @param use is told, too, why the database could not be looked at
 */
export async function withLeftBehind<Result>(
  services: WorkerServices,
  folders: readonly string[],
  { settings, database }: { readonly settings: FolderSettings; readonly database?: DatabaseAddress | undefined },
  use: (found: readonly FoundLeftovers[], unread?: string) => Promise<Result>,
): Promise<Result> {
  const inFiles = await repositoriesOf(services, folders, settings);
  const inDatabase = database === undefined ? [] : await repositoriesOf(services, folders, settings, database);
  try {
    const found = new Map<string, FoundLeftovers>();
    for (const runs of inFiles)
      for (const leftovers of await cleanableRuns(runs)) found.set(leftovers.run, { runs, leftovers });
    let unread: string | undefined;
    for (const runs of inDatabase) {
      const known = await cleanableRuns(runs).catch((error: unknown) => {
        if (!(error instanceof JournalError)) throw error;
        unread = error.message;
        return [];
      });
      // What has no record there is as the files have it.
      for (const leftovers of known) if (leftovers.lastAt !== undefined) found.set(leftovers.run, { runs, leftovers });
    }
    const left = [...found.values()].filter(
      ({ leftovers }) => leftovers.state !== 'under-way' && hasLeftovers(leftovers),
    );
    return await use(left, unread);
  } finally {
    for (const { team } of inDatabase) await team?.database.close();
  }
}

/** The repositories that several folders belong to, each once. @param database with their runs; whoever asks closes it */
export async function repositoriesOf(
  services: WorkerServices,
  folders: readonly string[],
  settings: FolderSettings,
  database?: DatabaseAddress,
): Promise<readonly Runs[]> {
  const seen = new Map<string, Runs>();
  for (const folder of folders) {
    const place = { folder, settings, env: process.env, ...(database === undefined ? {} : { database }) };
    const runs = await findRuns(services, place).catch((error: unknown) => {
      if (error instanceof WorkspaceError) return undefined;
      throw error;
    });
    if (runs === undefined) continue;
    if (seen.has(runs.common)) await runs.team?.database.close();
    else seen.set(runs.common, runs);
  }
  return [...seen.values()];
}
