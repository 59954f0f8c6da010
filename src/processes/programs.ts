import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity, ProgramEnd, ProgramRequest, Programs, RunningProgram } from '../ports/programs.ts';
import { ProgramError } from '../ports/programs.ts';
import { endTree, leftRunning } from './endTree.ts';
import type { Launch } from './launch.ts';
import { resolveLaunch } from './launch.ts';
import { linuxProcess, linuxTable } from './linuxTable.ts';
import type { ProcessTable } from './processTable.ts';
import { psTable } from './psTable.ts';
import { windowsTable } from './windowsTable.ts';

/** Time for which output may still arrive once no process of the tree is left to write it. */
const drainMs = 1_000;
/** Turns of the event loop after that time. A busy machine may let this process run so late that it is over before anything was read. */
const drainTurns = 20;

/** Bytes of names of programs that are kept; a program inside could write here without end. */
const longestTold = 10_000;

/** The programs of this machine. */
export function createPrograms(): Programs {
  const table = tableOf(process.platform);
  const identify = identifier(table);
  return {
    start: (request) => start(request, table, identify),
    identify,
    endTree: (root, marker) => endTree(table, root, marker),
  };
}

function tableOf(platform: string): ProcessTable {
  if (platform === 'linux') return linuxTable;
  return platform === 'win32' ? windowsTable : psTable;
}

function identifier(table: ProcessTable): Programs['identify'] {
  return async (pid) => {
    const row =
      process.platform === 'linux' ? linuxProcess(pid) : (await table(undefined)).find((each) => each.pid === pid);
    return row === undefined ? undefined : { pid: row.pid, started: row.started };
  };
}

async function start(
  request: ProgramRequest,
  table: ProcessTable,
  identify: Programs['identify'],
): Promise<RunningProgram> {
  const launch = await launchOf(request);
  const child = spawn(launch.file, launch.args, {
    cwd: request.cwd,
    env: request.env,
    // Leading a group of its own, the program and what it starts are distinguished from everything else.
    detached: process.platform !== 'win32',
    // Some agents wait for the end of an open standard input.
    stdio: [
      request.input === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      ...(request.inside?.tellsLeft ? ['pipe' as const] : []),
    ],
    windowsHide: true,
    windowsVerbatimArguments: launch.verbatim,
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
  const { heard } = request;
  if (heard !== undefined) {
    child.stdout.on('data', (chunk: Uint8Array) => heard(chunk, 'stdout'));
    child.stderr.on('data', (chunk: Uint8Array) => heard(chunk, 'stderr'));
  }
  child.stdout.on('data', request.output);
  child.stderr.on('data', request.output);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = exitOf(child);
  let over = false;
  void exited.then(() => (over = true));
  const told = toldLeft(child);
  // A program that ends without reading what it is given says why in its own words.
  child.stdin?.on('error', () => undefined).end(request.input);
  const pid = await pidOf(child, request.argv[0]);
  const identity: ProcessIdentity = (await identify(pid)) ?? { pid, started: 'ended' };
  return {
    identity,
    exited,
    async end() {
      const left = over ? ((await toldInTime(told)) ?? (await leftRunning(table, identity, request.marker))) : [];
      await endTree(table, identity, request.marker);
      await exited;
      await Promise.race([closed, drained()]);
      child.stdout.destroy();
      child.stderr.destroy();
      return left;
    },
  };
}

/** A sandbox is given the program that was found: of a missing one it would say less, and in words of its own. */
async function launchOf({ argv, cwd, env, inside }: ProgramRequest): Promise<Launch> {
  const found = await resolveLaunch(argv, cwd, env);
  return inside?.confined ? resolveLaunch(inside.supervise([found.file, ...found.args]), cwd, env) : found;
}

/** Names a program writes to descriptor 3, one a line; undefined where it was not given that descriptor. */
function toldLeft(child: ChildProcess): Promise<readonly string[]> | undefined {
  const pipe = child.stdio[3] as Readable | null | undefined;
  if (pipe === undefined || pipe === null) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  pipe.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= longestTold) chunks.push(chunk);
  });
  return new Promise((resolve) => {
    const done = () => {
      const names = Buffer.concat(chunks).toString('utf8').split('\n');
      resolve(names.filter((name) => name !== ''));
    };
    pipe.once('close', done).once('error', done);
  });
}

/** Waits a limited time for the names: the signal also ended their writer; a longer wait is for one that hides. */
function toldInTime(told: Promise<readonly string[]> | undefined): Promise<readonly string[]> | undefined {
  return told && Promise.race([told, delay(drainMs, [] as readonly string[], { ref: false })]);
}

async function drained(): Promise<void> {
  await delay(drainMs, undefined, { ref: false });
  for (let turn = 0; turn < drainTurns; turn += 1) await nextTurn();
}

/** The exit of the program itself: its pipes may be held open by what it has started. */
function exitOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })));
}

function pidOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause) => {
      reject(new ProgramError('failed', `${program} could not be started: ${cause.message}.`, { cause }));
    });
  });
}
