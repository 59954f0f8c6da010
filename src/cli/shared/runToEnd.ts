import type { Job } from '../../core/model/effects.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { Executor } from '../../ports/executor.ts';
import { attachSession } from '../../sessionHost/attach/attachSession.ts';
import { createSessionRecords } from '../../sessionHost/sessionRecords.ts';
import { onAbort } from '../../util/onAbort.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs a session that belongs to no step of a run, and shows what it prints. Ctrl+C ends it.
 *
 * @param folder of the session. Absolute
 */
export async function runToEnd(
  terminal: Terminal,
  executor: Pick<Executor, 'ensureSession' | 'awaitResult' | 'stop'>,
  job: Job,
  folder: string,
): Promise<SessionResult> {
  await executor.ensureSession(job);
  const result = executor.awaitResult(job);
  const stop = () => void executor.stop(job).catch(() => undefined);
  const forget = onAbort(terminal.interrupted, stop);
  // Waiting for a session keeps no process alive by itself.
  const held = setInterval(() => undefined, 60_000);
  const seen = new AbortController();
  try {
    await attachSession(folder, createSessionRecords(), (shown) => terminal.write(shown), seen.signal);
    return await result;
  } finally {
    clearInterval(held);
    seen.abort();
    forget();
  }
}
