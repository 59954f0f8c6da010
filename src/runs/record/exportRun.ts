import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { replay } from '../../core/run/evolve.ts';
import { JournalError } from '../../ports/journal.ts';
import { errorCode } from '../../util/errors.ts';
import type { Runs } from '../find/findRuns.ts';
import { createTeamWork } from '../find/teamWork.ts';

/** Names in the folder of an exported run. */
export const exportFiles = {
  /** RunExport. */
  index: 'export.json',
  journal: 'journal.jsonl',
  /** Git bundle with the commits that remotes do not have. */
  commits: 'commits.bundle',
  /** Copy of the run's own folder: sessions, backups, drafts. */
  folder: 'run',
} as const;

/** Content of the index. */
export interface RunExport {
  readonly format: 1;
  readonly run: string;
  /** Root commit of the repository. */
  readonly repository: string;
  /** Commit by full name of each ref. */
  readonly refs: Readonly<Record<string, string>>;
  /** SHA-256 by path, relative to the folder, forward slashes. */
  readonly files: Readonly<Record<string, string>>;
}

/** Files that belong to a process of this machine, or are exported by themselves. */
const staysHere = /^(?:lease-.*|requests|checkout\.json|work\.json|journal\.jsonl.*|.*\.bundle|.*\.tmp)$/;

/**
 * Writes a run that nobody drives to a folder, with which it moves to another machine: its journal, its commits, and the files
 * of its sessions.
 *
 * @param folder absolute; it must not exist, or be empty
 * @param moves whether the run can no longer be driven here
 * @throws JournalError `in-use` while somebody drives it or one of its sessions runs; `exists` for a folder with files in it
 */
export async function exportRun(runs: Runs, run: string, folder: string, moves: boolean): Promise<RunExport> {
  const { layout, repository, services } = runs;
  await requireEmpty(folder);
  if (moves && runs.team !== undefined) {
    throw new JournalError(
      'in-use',
      `Run ${run} is in a team's database. Take it to files first: wavegate move ${run} --to files. Or export a copy, without --move.`,
    );
  }
  const { journal, records } = await runs.journals.open(run);
  try {
    const state = replay(records.flatMap(({ events }) => events));
    if (state === undefined) throw new JournalError('not-found', `Run ${run} never started: its journal is empty.`);
    const running = Object.values(state.sessions).filter(({ status }) => status === 'running');
    if (running.length > 0) {
      const names = running.map(({ subject }) => subject).join(', ');
      throw new JournalError(
        'in-use',
        `Sessions of run ${run} are at work on this machine: ${names}. Resume the run until they have ended, or stop it, then export it.`,
      );
    }
    // Another machine of the team may have made its commits.
    if (runs.team !== undefined) await createTeamWork({ ...runs, team: runs.team }).take(run);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, exportFiles.journal), await runs.journalBytes(run), { mode: 0o600 });
    const { refs } = await services.packRun(repository, run, {}, path.join(folder, exportFiles.commits));
    await copyRunFolder(layout.runFolder(run), path.join(folder, exportFiles.folder));
    const files = await hashesIn(folder);
    const index: RunExport = { format: 1, run, repository: state.repository.rootCommit, refs, files };
    await writeFile(path.join(folder, exportFiles.index), `${JSON.stringify(index, null, 2)}\n`);
    if (moves) await rename(layout.journalFile(run), `${layout.journalFile(run)}.moved`);
    return index;
  } catch (error) {
    await rm(path.join(folder, exportFiles.index), { force: true });
    throw error;
  } finally {
    await journal.close();
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return;
  throw new JournalError('exists', `${folder} has files in it already. Name a folder that does not exist yet.`);
}

async function copyRunFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
    // A machine of a team that has not worked on the run has no files of it.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (staysHere.test(entry.name) || !(entry.isFile() || entry.isDirectory())) continue;
    await cp(path.join(from, entry.name), path.join(to, entry.name), {
      recursive: true,
      filter: async (source) => !(await isSpecial(source)),
    });
  }
}

/** Sockets and pipes of processes cannot be copied; links would lead elsewhere on another machine. */
async function isSpecial(file: string): Promise<boolean> {
  const found = await lstat(file);
  return !found.isFile() && !found.isDirectory();
}

/** In the place of the hash of a link or pipe, which no export has. */
export const notAFile = 'not a file';

/** SHA-256 of every file below a folder. @returns by path relative to it, forward slashes */
export async function hashesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (entry.isDirectory() || name === exportFiles.index) continue;
    if (!entry.isFile()) {
      hashes[name] = notAFile;
      continue;
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    hashes[name] = hash.digest('hex');
  }
  return hashes;
}
