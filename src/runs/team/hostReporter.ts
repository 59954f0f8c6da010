import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { HeldKey, HostDesk } from '../../database/hostDesk.ts';
import type { OutputPiece } from '../../database/jobs.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { keepNote, readNote } from './noteFile.ts';

/** Reports what a session prints and how it is, while it runs. */
export interface HostReporter {
  /** Ends after a last report. */
  close(): Promise<void>;
}

const everyMs = 250;
const pieceBytes = 256 * 1024;
/** Of what an agent printed after that much, only the end is sent. */
const mostBytes = 4 * 1024 * 1024;
const endBytes = 64 * 1024;
const noteFile = 'reported.json';

type Stream = OutputPiece['stream'];

/** @param folder of the session on this machine @param lost called once the session is no longer this host's */
export async function startReporter(options: {
  readonly desk: Pick<HostDesk, 'report'>;
  readonly token: () => number;
  readonly key: HeldKey;
  readonly folder: string;
  readonly records: SessionRecords;
  readonly lost: () => void;
}): Promise<HostReporter> {
  const { desk, token, key, folder, records, lost } = options;
  const noted = await readNote(path.join(folder, noteFile), ['events', 'output']);
  // What is sent again is recognized by where it begins.
  const sent: Record<Stream, number> = { events: 0, output: 0, ...noted };
  let shown = '';
  let over = false;

  async function report(news: Parameters<HostDesk['report']>[2]): Promise<void> {
    if (over) return;
    if (await desk.report(token(), key, news)) return;
    over = true;
    lost();
  }

  async function send(stream: Stream, bytes: Buffer): Promise<void> {
    await report({ piece: { stream, begins: sent[stream], bytes } });
    sent[stream] += bytes.length;
    await keepNote(path.join(folder, noteFile), sent);
  }

  async function follow(stream: Stream): Promise<void> {
    const file = path.join(folder, sessionFiles[stream]);
    while (!over && sent[stream] < mostBytes) {
      const bytes = await readPiece(file, sent[stream], Math.min(pieceBytes, mostBytes - sent[stream]));
      if (bytes.length === 0) return;
      await send(stream, bytes);
    }
  }

  async function look(): Promise<void> {
    await follow('events');
    await follow('output');
    const status = await records.read(folder, sessionFiles.status).catch(() => undefined);
    const text = JSON.stringify(status ?? {});
    if (status === undefined || text === shown) return;
    await report({ status });
    shown = text;
  }

  /** The end of what was too much. */
  async function sendEnd(): Promise<void> {
    const file = path.join(folder, sessionFiles.output);
    const bytes = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    // More than that was sent only where the end was, by an earlier start of this host.
    if (over || sent.output !== mostBytes || bytes <= sent.output) return;
    const from = Math.max(sent.output, bytes - endBytes);
    const skipped = `\n[${Math.round((from - sent.output) / 1024)} kB are on the host alone: ${file}]\n`;
    await send('output', Buffer.concat([Buffer.from(skipped), await readPiece(file, from, endBytes)]));
  }

  let looking = Promise.resolve();
  const lookNext = (): void => {
    // A database that is away is told later: what was sent is noted.
    looking = looking.then(look).catch(() => undefined);
  };
  let pending = false;
  const timer = setInterval(() => {
    if (pending) return;
    pending = true;
    lookNext();
    void looking.then(() => (pending = false));
  }, everyMs);
  return {
    async close() {
      clearInterval(timer);
      lookNext();
      await looking;
      await sendEnd().catch(() => undefined);
    },
  };
}

async function readPiece(file: string, from: number, most: number): Promise<Buffer> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const buffer = Buffer.alloc(most);
    const { bytesRead } = await handle.read(buffer, 0, most, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
