import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { ProcessRow } from './processTable.ts';

/**
 * Reads one line of /proc/<pid>/stat (see proc_pid_stat(5)), or gives undefined for a zombie: it runs nothing any more.
 * The program's name, in parentheses, may contain spaces and parentheses itself, so fields count from the last one.
 */
export function parseStat(text: string): Omit<ProcessRow, 'marked'> | undefined {
  const nameEnd = text.lastIndexOf(')');
  const [state, parent, group, session, ...rest] = text.slice(nameEnd + 2).split(' ');
  const started = rest[15];
  if (state === undefined || state === 'Z' || state === 'X' || started === undefined) return undefined;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(parent),
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    group: Number(group),
    session: Number(session),
    started,
  };
}

/** The process table of Linux. Reading /proc is memory to memory, so waiting for it would cost more than doing it. */
export function linuxTable(marker: string | undefined): Promise<readonly ProcessRow[]> {
  const rows: ProcessRow[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const row = linuxProcess(Number(entry), marker);
    if (row !== undefined) rows.push(row);
  }
  return Promise.resolve(rows);
}

/** One process, or undefined if it is gone. */
export function linuxProcess(pid: number, marker?: string): ProcessRow | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  const row = text === undefined ? undefined : parseStat(text);
  if (row === undefined) return undefined;
  const marked = marker !== undefined && (readOrNothing(`/proc/${pid}/environ`)?.split('\0').includes(marker) ?? false);
  // Node calls its first thread so.
  const name = row.name === 'MainThread' ? (programOf(pid) ?? row.name) : row.name;
  return { ...row, name, marked };
}

function programOf(pid: number): string | undefined {
  try {
    return path.basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return undefined;
  }
}

/** Processes end while they are looked at, and those of other users keep their environment to themselves. */
function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
