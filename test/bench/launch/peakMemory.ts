import { readFileSync, writeFileSync } from 'node:fs';

/** Forgets how much memory this process needed before. @returns megabytes it has now; undefined where that cannot be told */
export function forgetPeak(): number | undefined {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return peakMemory('self');
  } catch {
    return undefined;
  }
}

/** Megabytes that this process came to need since, with all of the processes that work for it for as long as it runs. */
export function peaksSince(before: number | undefined): number | undefined {
  if (before === undefined) return undefined;
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ');
  const workers = children.filter(
    (pid) => pid !== '' && /worker\.mjs/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
  );
  return [...workers, 'self'].reduce((sum, pid) => sum + peakMemory(pid), 0) - before;
}

/** Largest memory that a process had at one time, in megabytes. */
function peakMemory(pid: string): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
