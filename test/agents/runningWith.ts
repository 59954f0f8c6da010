import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** Numbers of the processes, this one excepted, whose command line holds a text. Not for Windows. */
export function runningWith(text: string): readonly number[] {
  const rows = process.platform === 'linux' ? linuxRows() : psRows();
  return rows.filter(([pid, command]) => pid !== process.pid && command.includes(text)).map(([pid]) => pid);
}

function linuxRows(): readonly (readonly [number, string])[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), readOrNothing(`/proc/${name}/cmdline`)]);
}

function psRows(): readonly (readonly [number, string])[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => [Number.parseInt(line, 10), line]);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
