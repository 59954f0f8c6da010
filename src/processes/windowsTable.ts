import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessRow } from './processTable.ts';

const run = promisify(execFile);

const query =
  'Get-CimInstance Win32_Process | ForEach-Object { "{0} {1} {2} {3}" -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.Ticks, $_.Name }';

/** Reads lines of process id, parent id, creation time in ticks and name; the System process has no creation time. */
export function parseProcessList(text: string): ProcessRow[] {
  return text.split(/\r?\n/).flatMap((entry) => {
    const [pid, parent, started, ...name] = entry.trim().split(' ');
    if (pid === undefined || parent === undefined || started === undefined || started === '') return [];
    return [{ pid: Number(pid), parent: Number(parent), name: name.join(' '), started, marked: false }];
  });
}

/** The process table of Windows, which shows no environment: trees are followed by their parents alone. */
export async function windowsTable(): Promise<readonly ProcessRow[]> {
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query], {
    windowsHide: true,
    maxBuffer: 16 * 1024 * 1024,
  });
  return parseProcessList(stdout);
}
