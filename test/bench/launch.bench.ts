import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { ProcessRecord } from '../../src/protocol/sessionFiles.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import { errorMessage } from '../../src/util/errors.ts';
import { sessionFolders } from '../support/hostedSessions.ts';
import { startRealRun } from '../support/realRun.ts';
import { createRunProject } from '../support/runProject.ts';
import type { RunProject } from '../support/runProject.ts';
import { bundledSessionHost } from '../support/sessionHostBundle.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';

const agents = 10;
/** Files of the repository, and how often it is tried: the least disturbed try counts. */
const sizes = [
  [1_000, 5],
  [20_000, 1],
  [100_000, 1],
] as const;
/** Ten checkouts of the large repository on a slow disk, in milliseconds. */
const longest = 10 * 60_000;
/** Megabytes that are no burden beside an editor. */
const memoryGoal = 250;
const tasks = Array.from({ length: agents }, (_, index) => `t${index}`);

/** From an approved launch gate to ten agents at work, beside ten bare `git worktree add` in the same repository. */
export const bench: Benchmark = {
  name: 'launch of ten agents, and what their hosts need',
  async run(measured) {
    for (const [files, rounds] of sizes) {
      const times: Times[] = [];
      try {
        for (let round = 0; round < rounds; round += 1) times.push(await withProject(files, measure));
      } catch (error) {
        throw new Error(`With ${files.toLocaleString('en')} files: ${errorMessage(error)}`, { cause: error });
      } finally {
        // The rounds before one that failed count.
        if (times.length > 0) measured(launchRow(files, times), ...memoryRows(files, times));
        if (files === sizes[0][0]) measured(...(times[0]?.hosts ?? []));
      }
    }
    return [];
  },
};

function launchRow(files: number, times: readonly Times[]): BenchmarkRow {
  const what = `launch gate to ${agents} agents started, ${files.toLocaleString('en')} files`;
  const value = Math.min(...times.map(({ bare }) => bare));
  const ours = Math.min(...times.map(({ launch }) => launch));
  return { what, ours, peerOrLimit: { name: `${agents} git worktree add`, value }, unit: 'ms' };
}

function memoryRows(files: number, times: readonly Times[]): readonly BenchmarkRow[] {
  const used = times.flatMap(({ memory }) => memory ?? []);
  if (used.length === 0) return [];
  const what = `memory that a run of ${agents} agents takes at most, without hosts, ${files.toLocaleString('en')} files`;
  return [{ what, ours: Math.max(...used), peerOrLimit: { name: 'goal', value: memoryGoal }, unit: 'MB' }];
}

/** Milliseconds, and the rows about the hosts of the same launch. */
interface Times {
  readonly launch: number;
  readonly bare: number;
  /** Megabytes of the driving process and its worker, from the start of the run to its wave's commit. Only Linux tells. */
  readonly memory: number | undefined;
  readonly hosts: readonly BenchmarkRow[];
}

async function measure(project: RunProject): Promise<Times> {
  const before = forgetPeak();
  const run = await startRealRun(project, { patience: longest, isAtWork: grows(project.worktrees), staysOpen: true });
  await run.decide('plan');
  await run.until(({ gates }) => gates['launch-1'] !== undefined);
  // While the person reads.
  await run.until(({ madeAhead = {} }) => Object.keys(madeAhead).length > 0);
  const approved = Date.now();
  await run.decide('launch');
  const records = (): readonly string[] =>
    sessionFolders(project.state).map((folder) => path.join(folder, sessionFiles.agent));
  await until(() => records().filter(exists).length === agents, longest);
  const launch = Math.max(...records().map((file) => statSync(file).mtimeMs)) - approved;
  const hosts = await hostRows(project);
  project.leave('go');
  await run.drive(({ waves }) => waves['one']?.commit !== undefined);
  const memory = peaksSince(before);
  await run.close();
  // Last, with everything git reads in the system's memory: the comparison is not to flatter us.
  return { launch, bare: bareWorktrees(project), memory, hosts };
}

/** Whether there are more folders than when it was last asked: a repository may be so large that no patience is enough. */
function grows(root: string): () => boolean {
  let last = 0;
  return () => {
    const folders = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
    const isMore = folders.length > last;
    last = folders.length;
    return isMore;
  };
}

/** Milliseconds for ten worktrees made one after the other by git alone. */
function bareWorktrees({ git, home }: RunProject): number {
  const folders = tasks.map((task) => path.join(home, 'bare', task));
  const begun = performance.now();
  for (const folder of folders) git('worktree', 'add', '--quiet', '--detach', folder);
  const milliseconds = performance.now() - begun;
  for (const folder of folders) rmSync(folder, { recursive: true });
  git('worktree', 'prune');
  return milliseconds;
}

/** Memory and start of a session host beside a bare Node doing nothing. */
async function hostRows(project: RunProject): Promise<readonly BenchmarkRow[]> {
  const folders = sessionFolders(project.state);
  const host = await bundledSessionHost();
  // A host that finds its session taken leaves at once: what remains is the time it takes to be there.
  const starts = await median(() => timeOf([host, folders[0] ?? '']));
  const node = await median(() => timeOf(['--eval', '0']));
  const rows: BenchmarkRow[] = [
    { what: 'session host: start', ours: starts, peerOrLimit: { name: 'bare node', value: node }, unit: 'ms' },
  ];
  const pids = folders.map((folder) => {
    const record = JSON.parse(readFileSync(path.join(folder, sessionFiles.host), 'utf8')) as ProcessRecord;
    return record.pid;
  });
  const memory = pids.map(proportionalMemory).filter((each) => each !== undefined);
  const idle = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(idle, 'spawn');
  await until(() => (proportionalMemory(idle.pid ?? 0) ?? Infinity) > 5);
  const peer = proportionalMemory(idle.pid ?? 0);
  idle.kill();
  await once(idle, 'close');
  if (memory.length === 0 || peer === undefined) return rows;
  const ours = memory.reduce((sum, each) => sum + each, 0) / memory.length;
  return [
    ...rows,
    {
      what: `session host: memory of each of ${agents}`,
      ours,
      peerOrLimit: { name: 'bare node', value: peer },
      unit: 'MB',
    },
  ];
}

async function timeOf(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'close');
  return performance.now() - begun;
}

async function median(once: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) times.push(await once());
  return times.sort((a, b) => a - b)[3] ?? 0;
}

/** Megabytes of a process, pages it shares counted in parts. Only Linux tells. */
function proportionalMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** Forgets how much memory this process needed before. @returns megabytes it has now; undefined where that cannot be told */
function forgetPeak(): number | undefined {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return peakMemory('self');
  } catch {
    return undefined;
  }
}

/** Megabytes that this process came to need since, with all of the processes that work for it for as long as it runs. */
function peaksSince(before: number | undefined): number | undefined {
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

async function withProject<T>(count: number, use: (project: RunProject) => Promise<T>): Promise<T> {
  const steps: (() => Promise<void>)[] = [];
  const files = Array.from({ length: count }, (_, index) => {
    const text = `export const value${index} = ${index};\n`.repeat(8);
    return [`lib/part${Math.floor(index / 100)}/file${index}.js`, text] as const;
  });
  const project = createRunProject(
    { after: (step) => void steps.push(step) },
    {
      plan: smallPlan([tasks]),
      agents: Object.fromEntries(tasks.map((task) => [task, 'await waitFor("go"); work();'])),
      files: { 'src/base.js': '', ...Object.fromEntries(files) },
    },
  );
  try {
    return await use(project);
  } finally {
    for (const step of steps) await step();
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
