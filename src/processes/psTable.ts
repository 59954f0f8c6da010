import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ProcessRow } from './processTable.ts';

const run = promisify(execFile);

/** Columns of `ps`: the start time is five words, and the command, followed by its environment, is the rest, whatever characters it has. */
const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s?(.*)$/s;

/** Reads the output of `ps -axww -E -o pid=,ppid=,pgid=,stat=,lstart=,command=`; zombies are left out. */
export function parsePs(text: string, marker: string | undefined): ProcessRow[] {
  return text.split('\n').flatMap((entry) => {
    const [, pid, parent, group, state, started, command] = line.exec(entry) ?? [];
    if (pid === undefined || started === undefined || state?.startsWith('Z')) return [];
    const marked = marker !== undefined && ` ${command ?? ''} `.includes(` ${marker} `);
    const name = path.basename(command?.trim().split(' ')[0] ?? '');
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), name, started, marked }];
  });
}

/** The process table of macOS. `-E` shows the environment of this user's processes, system programs excepted. */
export async function psTable(marker: string | undefined): Promise<readonly ProcessRow[]> {
  const columns = 'pid=,ppid=,pgid=,stat=,lstart=,command=';
  const { stdout } = await run('ps', ['-axww', '-E', '-o', columns], {
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return parsePs(stdout, marker);
}
