import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { errorMessage } from '../util/errors.ts';

/** Output of a session's programs, kept in a file of bounded size. */
export interface OutputLog {
  /** Never throws, never waits for a reader: output that cannot be kept is dropped, so that no program is delayed. */
  append(chunk: Uint8Array): void;
  /** Bytes received so far. */
  readonly received: number;
  /** Why not everything is kept, or undefined. */
  readonly problem: string | undefined;
  /** The last few thousand characters. */
  tail(): string;
  /** Puts the kept end behind the kept beginning. Nothing may be appended afterwards. */
  close(): void;
}

const tailBytes = 8 * 1024;

/**
 * Opens the log. Its first half grows as the output comes; of what follows, the last part is kept aside in two files
 * that take turns, and joins the log when it closes.
 *
 * @param limit most bytes to keep
 */
export function openOutputLog(file: string, limit: number): OutputLog {
  const half = Math.floor(limit / 2);
  /** Bytes of each of the two files that take turns. */
  const share = Math.max(1, Math.floor(half / 2));
  const aside = { current: `${file}.end`, previous: `${file}.end.previous` };
  let descriptor = openSync(file, 'a', 0o600);
  let room = half;
  let overflowing = false;
  let received = 0;
  let tail = Buffer.alloc(0);
  let problem: string | undefined;

  /** A full disk must cost the log, not the session. */
  function attempt(step: () => void): void {
    if (problem !== undefined) return;
    try {
      step();
    } catch (error) {
      problem = errorMessage(error);
    }
  }

  function keep(chunk: Uint8Array): void {
    for (let rest = chunk; ;) {
      const fitting = rest.subarray(0, room);
      writeAll(descriptor, fitting);
      room -= fitting.length;
      if (fitting.length === rest.length) return;
      turn();
      // What two turns would take away again is not written at all.
      rest = rest.subarray(Math.max(fitting.length, rest.length - 2 * share));
    }
  }

  /** Goes on in the next file. */
  function turn(): void {
    if (!overflowing) {
      const megabytes = (half / 1024 / 1024).toFixed(0);
      writeAll(descriptor, Buffer.from(`\n[more than ${megabytes} MB; the last part follows when the session ends]\n`));
    }
    closeSync(descriptor);
    if (overflowing) renameSync(aside.current, aside.previous);
    descriptor = openSync(aside.current, 'w', 0o600);
    overflowing = true;
    room = share;
  }

  function join(): void {
    closeSync(descriptor);
    if (!overflowing) return;
    descriptor = openSync(file, 'a');
    for (const part of [aside.previous, aside.current]) {
      writeAll(descriptor, readIfThere(part));
      rmSync(part, { force: true });
    }
    closeSync(descriptor);
  }

  return {
    append(chunk) {
      received += chunk.length;
      tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
      attempt(() => keep(chunk));
    },
    get received() {
      return received;
    },
    get problem() {
      return problem;
    },
    tail: () => tail.toString('utf8'),
    close: () => attempt(join),
  };
}

/** The system may take fewer bytes than it is given. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

function readIfThere(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array();
  }
}
