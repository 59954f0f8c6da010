import { watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionRecords } from '../../ports/sessionRecords.ts';
import type { LocalJob, ResultRecord, SessionEventLine } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { GrowingFile } from './growingFile.ts';
import { openGrowingFile } from './growingFile.ts';
import { renderEvent, renderHeader } from './render.ts';

/** As much of earlier output as a terminal's own memory holds. */
const replayBytes = 256 * 1024;
const pollMs = 500;

/**
 * Shows a session to a person, from its header to its outcome. It only reads: closing it changes nothing.
 *
 * @param write shows text or bytes; resolves when more can be taken
 * @param signal detaches
 * @returns whether the session was seen to its end; false after detaching or when there is no session in the folder
 */
export async function attachSession(
  folder: string,
  records: SessionRecords,
  write: (shown: string | Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const local = (await records.read(folder, sessionFiles.job)) as LocalJob | undefined;
  if (local === undefined) {
    await write(
      `There is no session in ${folder} any more: it was removed with its run. Nothing is lost in the repository.\n`,
    );
    return false;
  }
  await write(renderHeader(local));
  const output = openGrowingFile(path.join(folder, sessionFiles.output), replayBytes);
  const events = eventsOf(openGrowingFile(path.join(folder, sessionFiles.events)));
  const changes = watchFolder(folder);
  try {
    while (!signal.aborted) {
      // Asked before the output is read, so that what was printed before the end is shown before the end.
      const result = (await records.read(folder, sessionFiles.result)) as ResultRecord | undefined;
      const happened = await events.next();
      for (const event of happened.filter(({ type }) => type !== 'ended')) await write(renderEvent(event));
      await copy(output, write, signal);
      if (result !== undefined) {
        const { outcome, message } = result.result;
        await write(renderEvent({ type: 'ended', at: result.endedAt, outcome, message }));
        return true;
      }
      await changes.next();
    }
    return false;
  } finally {
    changes.close();
    await Promise.all([output.close(), events.close()]);
  }
}

async function copy(
  output: GrowingFile,
  write: (shown: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let chunk = await output.read(); chunk !== undefined && !signal.aborted; chunk = await output.read()) {
    await write(chunk);
  }
}

/** Whole event lines as they arrive; a line that is not complete yet waits for its rest. */
function eventsOf(file: GrowingFile): { next(): Promise<readonly SessionEventLine[]>; close(): Promise<void> } {
  let rest = Buffer.alloc(0);
  return {
    async next() {
      for (let chunk = await file.read(); chunk !== undefined; chunk = await file.read()) {
        rest = Buffer.concat([rest, chunk]);
      }
      const end = rest.lastIndexOf('\n') + 1;
      const lines = rest.subarray(0, end).toString('utf8').split('\n');
      rest = rest.subarray(end);
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as SessionEventLine);
    },
    close: () => file.close(),
  };
}

/** Waits for the folder to change, or a moment where it cannot be watched. */
function watchFolder(folder: string): { next(): Promise<void>; close(): void } {
  let wake = () => {};
  let watcher: ReturnType<typeof watch> | undefined;
  try {
    watcher = watch(folder, { persistent: false }, () => wake());
    watcher.on('error', () => watcher?.close());
  } catch {
    // Polling alone is enough to follow, only less smooth.
  }
  return {
    async next() {
      const poll = new AbortController();
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
        delay(pollMs, undefined, { signal: poll.signal }).catch(() => undefined),
      ]);
      poll.abort();
    },
    close: () => watcher?.close(),
  };
}
