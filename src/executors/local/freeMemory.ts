import { execFile } from 'node:child_process';
import { availableMemory, platform } from 'node:process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Bytes that programs can have without others being put aside; undefined where the system does not tell. */
export async function freeMemory(): Promise<number | undefined> {
  if (platform !== 'darwin') return availableMemory();
  // Node counts pages there as used that the system gives away at once.
  try {
    const { stdout } = await execute('/usr/bin/memory_pressure', ['-Q']);
    return freeShare(stdout, totalmem());
  } catch {
    return undefined;
  }
}

/** Reads what `memory_pressure` says of the whole system. */
export function freeShare(text: string, total: number): number | undefined {
  const percent = /memory free percentage:\s*(\d+)%/.exec(text)?.[1];
  return percent === undefined ? undefined : (total * Number(percent)) / 100;
}
