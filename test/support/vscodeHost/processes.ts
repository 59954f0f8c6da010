import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../../../scripts/processes.ts';

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The process ids of the extension hosts that a VS Code server has started and that are still alive. */
export async function extensionHostsOf(serverPid: number): Promise<readonly number[]> {
  const all = await listProcesses();
  return all
    .filter(({ parent, command }) => parent === serverPid && command.includes('--type=extensionHost'))
    .map(({ pid }) => pid);
}

/** The process ids of the programs whose command line holds a text. */
export async function processesWith(text: string): Promise<readonly number[]> {
  const all = await listProcesses();
  return all.filter(({ command }) => command.includes(text)).map(({ pid }) => pid);
}

async function listProcesses(): Promise<readonly ProcessLine[]> {
  const entries = await readdir('/proc').catch(() => undefined);
  if (entries === undefined) return listWithPs();
  const pids = entries.filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(pids.map((pid) => readProcess(Number(pid)).catch(() => undefined)));
  return lines.filter((line) => line !== undefined);
}

async function readProcess(pid: number): Promise<ProcessLine> {
  const folder = path.join('/proc', String(pid));
  const [command, stat] = await Promise.all([
    readFile(path.join(folder, 'cmdline'), 'utf8'),
    readFile(path.join(folder, 'stat'), 'utf8'),
  ]);
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return { pid, parent: Number(parent), command: command.replaceAll('\0', ' ') };
}

async function listWithPs(): Promise<readonly ProcessLine[]> {
  const { output } = await runProgram('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
