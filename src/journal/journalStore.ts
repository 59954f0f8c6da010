import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { noHash } from '../core/journal/record.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';
import type { JournalStore } from '../ports/journal.ts';
import type { Layout } from '../ports/layout.ts';
import type { Programs } from '../ports/programs.ts';
import { errorCode } from '../util/errors.ts';
import { asJournalError } from './errors.ts';
import { leaseDriver, takeLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { parseJournal } from './reader.ts';
import type { JournalContent } from './reader.ts';
import { watchJournal } from './watchJournal.ts';
import { createJournalWriter } from './writer.ts';

/** Store of the journals of runs. Run ids that cannot be folder names make the functions throw. */
export interface JournalPlaces extends Pick<Layout, 'runFolder' | 'journalFile'> {
  /** Folder that contains a folder per run. */
  readonly runsFolder: string;
}

export interface JournalStoreOptions {
  readonly layout: JournalPlaces;
  readonly clock: Clock;
  /** Tells whether the process that holds a lease still lives. */
  readonly identify: Programs['identify'];
  readonly digest: Digest;
}

/** Journals as JSON lines in the state folder, one file per run. The format is described in docs/formats/journal.md. */
export function createJournalStore({ layout, clock, identify, digest }: JournalStoreOptions): JournalStore {
  return {
    async create(run) {
      const folder = layout.runFolder(run);
      const file = layout.journalFile(run);
      try {
        await makeFolder(folder);
        if (await exists(file)) throw alreadyThere(run, file);
        return await withLease(await takeLease(folder, () => Promise.resolve(0), clock, identify), async (lease) => {
          const handle = await createFile(run, file);
          await syncFolder(folder);
          return createJournalWriter({ file, handle, lease, end: { seq: 0, hash: noHash, size: 0 }, digest });
        });
      } catch (error) {
        throw asJournalError(error, folder);
      }
    },

    async open(run) {
      const folder = layout.runFolder(run);
      const file = layout.journalFile(run);
      const load = async (): Promise<JournalContent> => parseJournal(await readBytes(run, file), file, digest);
      if (!(await exists(file))) throw notFound(run, file);
      try {
        const lastToken = async (): Promise<number> => (await load()).records.at(-1)?.token ?? 0;
        return await withLease(await takeLease(folder, lastToken, clock, identify), async (lease) => {
          const content = await load();
          const handle = await open(file, 'a');
          try {
            await repair(handle, file, lease.token, content);
          } catch (error) {
            await handle.close();
            throw error;
          }
          const journal = createJournalWriter({ file, handle, lease, end: content.end, digest });
          return { journal, records: content.records };
        });
      } catch (error) {
        throw asJournalError(error, folder);
      }
    },

    async read(run) {
      const file = layout.journalFile(run);
      return eventsOf(parseJournal(await readBytes(run, file), file, digest));
    },

    async readSealed(run) {
      const file = layout.journalFile(run);
      const content = parseJournal(await readBytes(run, file), file, digest);
      const { seq, hash } = content.end;
      return { events: eventsOf(content), end: { seq, hash } };
    },

    watch: (run, onChange) => watchJournal(layout.journalFile(run), onChange),

    async driver(run) {
      return leaseDriver(layout.runFolder(run), identify).catch(() => undefined);
    },

    async list() {
      try {
        const names = await readNames(layout.runsFolder);
        const runs = await Promise.all(
          names.map(async (run) => {
            const modifiedAt = await modified(layout, run);
            return modifiedAt === undefined ? [] : [{ run, modifiedAt }];
          }),
        );
        return runs.flat().sort((a, b) => b.modifiedAt - a.modifiedAt);
      } catch (error) {
        throw asJournalError(error, layout.runsFolder);
      }
    },
  };
}

function eventsOf({ records }: JournalContent): readonly Recorded[] {
  const all: Recorded[] = [];
  for (const { events } of records) all.push(...events);
  return all;
}

function alreadyThere(run: string, file: string): JournalError {
  return new JournalError(
    'exists',
    `There is a run ${run} already, in ${file}. Resume it, or start one with another id.`,
  );
}

function notFound(run: string, file: string): JournalError {
  return new JournalError(
    'not-found',
    `There is no run ${run} here: ${file} does not exist. \`wavegate status\` lists the runs of this repository.`,
  );
}

/** Lets go of the lease when what it was taken for fails. */
async function withLease<T>(lease: Lease, use: (lease: Lease) => Promise<T>): Promise<T> {
  try {
    return await use(lease);
  } catch (error) {
    await lease.release().catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a folder and those above it. Not left to `recursive`, which reports a read-only file system as a folder that is
 * missing.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

async function createFile(run: string, file: string): Promise<FileHandle> {
  try {
    return await open(file, 'ax');
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? alreadyThere(run, file) : error;
  }
}

async function readBytes(run: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) {
      throw notFound(run, file);
    }
    throw asJournalError(error, file);
  }
}

async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Time when a run's journal was last written; undefined for folders that are no runs. */
async function modified(layout: JournalPlaces, run: string): Promise<number | undefined> {
  try {
    return (await stat(layout.journalFile(run))).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Takes away a last record that was cut off, after copying its bytes to a file beside the journal. */
async function repair(handle: FileHandle, file: string, token: number, { torn, end }: JournalContent): Promise<void> {
  if (torn.length === 0) return;
  await writeFile(`${file}.torn-${token}`, torn, { flush: true });
  await handle.truncate(end.size);
  await handle.sync();
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Makes a new file's name durable. Windows cannot open folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
