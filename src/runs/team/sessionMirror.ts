import { appendFile, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Job } from '../../core/model/effects.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { OutputPiece, WantedOutput } from '../../database/jobs.ts';
import type { SessionKey, SessionStatus } from '../../ports/executor.ts';
import type { Layout } from '../../ports/layout.ts';
import type { LocalJob } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { keepNote, readNote } from './noteFile.ts';

/** Copies of the files of sessions that run on other machines, so that terminals show these like any other. */
export interface SessionMirror {
  begin(job: Job): Promise<void>;
  /** Output that is here already, for asking for the rest. @param take which host's */
  known(key: SessionKey, take: number): Promise<WantedOutput>;
  add(key: SessionKey, piece: OutputPiece): Promise<void>;
  status(key: SessionKey, status: SessionStatus): Promise<void>;
  end(key: SessionKey, result: SessionResult): Promise<void>;
}

/** Bytes of each stream that came from hosts before the one of `take`. */
type Before = Readonly<Record<'take' | 'events' | 'output', number>>;

const noteFile = 'copied.json';
const fileOf = { events: sessionFiles.events, output: sessionFiles.output } as const;

export function createSessionMirror(options: {
  readonly layout: Layout;
  readonly repository: string;
  readonly records: SessionRecords;
}): SessionMirror {
  const { layout, repository, records } = options;
  const folderOf = ({ run, session, epoch }: SessionKey): string => layout.sessionFolder(run, session, epoch);

  async function before(folder: string, take: number): Promise<Before> {
    const noted = await readNote(path.join(folder, noteFile), ['take', 'events', 'output']);
    if (noted?.take === take) return noted;
    const next = { take, events: await size(folder, 'events'), output: await size(folder, 'output') };
    await keepNote(path.join(folder, noteFile), next);
    return next;
  }

  return {
    async begin(job) {
      const sessionFolder = folderOf(job);
      await mkdir(sessionFolder, { recursive: true, mode: 0o700 });
      const local: LocalJob = {
        job,
        repository,
        worktree: layout.worktree(job.run, job.scope, job.subject),
        sessionFolder,
        backupFolder: layout.backupFolder(job.run),
        stateRoot: layout.stateRoot,
        worktreeRoot: layout.worktreeRoot,
        nonce: '',
        outputLimit: 0,
        remote: true,
      };
      await records.create(sessionFolder, sessionFiles.job, local);
    },
    async known(key, take) {
      const folder = folderOf(key);
      const { events, output } = await before(folder, take);
      return {
        session: key.session,
        epoch: key.epoch,
        take,
        events: (await size(folder, 'events')) - events,
        output: (await size(folder, 'output')) - output,
      };
    },
    async add(key, { take, stream, begins, bytes }) {
      const folder = folderOf(key);
      const had = (await size(folder, stream)) - (await before(folder, take))[stream];
      // A piece may have grown since it was copied.
      if (begins <= had && begins + bytes.length > had) {
        await appendFile(path.join(folder, fileOf[stream]), bytes.subarray(had - begins), { mode: 0o600 });
      }
    },
    status: (key, status) => records.replace(folderOf(key), sessionFiles.status, status),
    async end(key, result) {
      const record = { session: key.session, epoch: key.epoch, endedAt: Date.now(), result };
      await records.create(folderOf(key), sessionFiles.result, record);
    },
  };
}

async function size(folder: string, stream: 'events' | 'output'): Promise<number> {
  return stat(path.join(folder, fileOf[stream])).then(
    (file) => file.size,
    () => 0,
  );
}
