import { fstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { encodeRecord } from '../core/journal/record.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';
import type { Journal } from '../ports/journal.ts';
import { asJournalError } from './errors.ts';
import type { Lease } from './lease.ts';

/** End of a journal: what the next record follows. */
export interface JournalEnd {
  readonly seq: number;
  readonly hash: string;
  /** Length of the file in bytes. */
  readonly size: number;
}

/** Operations the writer needs of a file opened for appending. */
export interface JournalHandle extends Pick<FileHandle, 'fd' | 'truncate' | 'datasync' | 'close'> {
  write(bytes: Uint8Array, offset: number): Promise<{ readonly bytesWritten: number }>;
}

interface Waiting {
  readonly events: readonly Recorded[];
  readonly resolve: () => void;
  readonly reject: (error: JournalError) => void;
}

/**
 * Writes a journal whose lease is held. Appends that come while a flush is under way share the next one.
 * @param handle opened for appending; closed by `close`
 */
export function createJournalWriter(options: {
  readonly file: string;
  readonly handle: JournalHandle;
  readonly lease: Lease;
  readonly end: JournalEnd;
  readonly digest: Digest;
}): Journal {
  const { file, handle, lease, digest } = options;
  let end = options.end;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  /** Set when what is on disk is no longer known, or no longer ours: nothing more is written then. */
  let failed: JournalError | undefined;

  async function flushAll(): Promise<void> {
    // Callers of the same turn get into the first flush together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await flush(batch);
        batch.forEach(({ resolve }) => resolve());
      } catch (error) {
        const reason = asJournalError(error, file);
        batch.forEach(({ reject }) => reject(reason));
      }
    }
    flushing = undefined;
  }

  async function flush(batch: readonly Waiting[]): Promise<void> {
    if (failed !== undefined) throw failed;
    if (lease.isLost()) {
      failed = new JournalError(
        'lost-lease',
        `Another process has taken over the run in ${file}. Nothing was recorded here; go on there, or open the run again.`,
      );
      throw failed;
    }
    const { size } = fstatSync(handle.fd);
    if (size !== end.size) {
      failed = new JournalError(
        'broken-chain',
        `${file} has ${size} bytes, but Wavegate wrote ${end.size}: something else has changed the record of this run. ` +
          'Nothing more is recorded in it. Look at it with "wavegate verify", then open the run again.',
      );
      throw failed;
    }
    let { seq, hash } = end;
    let text = '';
    for (const { events } of batch) {
      seq += 1;
      const record = encodeRecord({ seq, token: lease.token, prev: hash, events }, (sealed) => digest.sha256(sealed));
      hash = record.hash;
      text += `${record.line}\n`;
    }
    const bytes = Buffer.from(text);
    await write(bytes);
    end = { seq, hash, size: end.size + bytes.length };
  }

  async function write(bytes: Buffer): Promise<void> {
    try {
      for (let written = 0; written < bytes.length;) {
        written += (await handle.write(bytes, written)).bytesWritten;
      }
    } catch (error) {
      // What did get written is taken back, so that a later append can go on once there is space again.
      await handle.truncate(end.size).catch((again: unknown) => {
        failed = asJournalError(again, file);
      });
      throw error;
    }
    try {
      await handle.datasync();
    } catch (error) {
      // After a failed flush the system may drop the pages it could not write and report success the next time.
      failed = asJournalError(error, file);
      throw failed;
    }
  }

  async function closeAll(): Promise<void> {
    await flushing;
    await handle.close();
    if (lease.isLost()) return;
    // A run that never got its first event is no run: left behind, it would be listed for ever.
    if (end.seq > 0 || end.size > 0) return lease.release();
    await rm(file, { force: true });
    await lease.remove();
  }

  return {
    get end() {
      return { seq: end.seq, hash: end.hash };
    },
    append(events) {
      if (closing !== undefined) {
        return Promise.reject(new JournalError('lost-lease', `The journal ${file} was closed. Open the run again.`));
      }
      if (events.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting.push({ events, resolve, reject });
        flushing ??= flushAll();
      });
    },
    close() {
      closing ??= closeAll().catch((error: unknown) => {
        throw asJournalError(error, file);
      });
      return closing;
    },
  };
}
