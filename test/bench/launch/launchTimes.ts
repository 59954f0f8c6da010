import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BenchmarkRow } from '../../../scripts/bench/benchmark.ts';
import { administrativeFolder } from '../../../src/git/place/repositoryFolders.ts';
import { sessionFiles } from '../../../src/protocol/sessionFiles.ts';
import { sessionFolders } from '../../support/hostedSessions.ts';
import { startRealRun } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';
import { hostRows } from './hostRows.ts';
import { importFiles } from './importFiles.ts';
import { forgetPeak, peaksSince } from './peakMemory.ts';

const agents = 10;
/** Ten checkouts of the large repository on a slow disk, in milliseconds. */
const longest = 10 * 60_000;
/** Megabytes that are no burden beside an editor. */
const memoryGoal = 250;
const tasks = Array.from({ length: agents }, (_, index) => `t${index}`);

/** Milliseconds of one launch, and what else was measured beside it. */
export interface LaunchTimes {
  readonly files: number;
  /** From the approval to the last of ten agents at work. */
  readonly launch: number;
  /** Ten `git worktree add` one after the other, unless they were left out. */
  readonly bare: number | undefined;
  /** A `git status` of the checkout and of each worktree, all at once. */
  readonly statuses: number;
  /** Megabytes of the driving process and its worker, from the start of the run to its wave's commit. Only Linux tells. */
  readonly memory: number | undefined;
  readonly hosts: readonly BenchmarkRow[];
}

/**
 * Launches ten agents in a new repository, once.
 *
 * @param files tracked in it
 * @param besideBare whether ten bare worktrees are made, too, which takes minutes where there are many files
 */
export async function launchTimes(files: number, besideBare: boolean): Promise<LaunchTimes> {
  const steps: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void steps.push(step) },
    {
      plan: smallPlan([tasks]),
      agents: Object.fromEntries(tasks.map((task) => [task, 'await waitFor("go"); work();'])),
      files: { 'src/base.js': '' },
    },
  );
  try {
    const content = Array.from({ length: files }, (_, index) => {
      const text = `export const value${index} = ${index};\n`.repeat(8);
      return [`lib/part${Math.floor(index / 100)}/file${index}.js`, text] as const;
    });
    importFiles(project.repository, Object.fromEntries(content));
    return await measure(project, files, besideBare);
  } finally {
    for (const step of steps) await step();
  }
}

/** Rows about launches in repositories of one size: the least disturbed of them counts. */
export function launchRows(times: readonly LaunchTimes[]): readonly BenchmarkRow[] {
  const size = `${(times[0]?.files ?? 0).toLocaleString('en')} files`;
  const what = `launch gate to ${agents} agents started, ${size}`;
  const ours = Math.min(...times.map(({ launch }) => launch));
  const against = (name: string, values: readonly number[]): readonly BenchmarkRow[] =>
    values.length === 0 ? [] : [{ what, ours, peerOrLimit: { name, value: Math.min(...values) }, unit: 'ms' }];
  const used = times.flatMap(({ memory }) => memory ?? []);
  return [
    ...against(
      `${agents} git worktree add`,
      times.flatMap(({ bare }) => bare ?? []),
    ),
    ...against(
      `${agents + 1} git status`,
      times.map(({ statuses }) => statuses),
    ),
    ...(used.length === 0 ? [] : [memoryRow(Math.max(...used), size)]),
  ];
}

function memoryRow(ours: number, size: string): BenchmarkRow {
  const what = `memory that a run of ${agents} agents takes at most, without hosts, ${size}`;
  return { what, ours, peerOrLimit: { name: 'goal', value: memoryGoal }, unit: 'MB' };
}

async function measure(project: RunProject, files: number, besideBare: boolean): Promise<LaunchTimes> {
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
  const statuses = await statusesOf(project);
  project.leave('go');
  await run.drive(({ waves }) => waves['one']?.commit !== undefined);
  const memory = peaksSince(before);
  await run.close();
  // Last, with everything git reads in the system's memory: the comparison is not to flatter us.
  const bare = besideBare ? bareWorktrees(project) : undefined;
  return { files, launch, bare, statuses, memory, hosts };
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

/** Milliseconds git needs to look at what the launch has to look at, with what it has cached, and nothing else. */
async function statusesOf({ git, repository }: RunProject): Promise<number> {
  const common = path.join(repository, '.git');
  const listed = git('worktree', 'list', '--porcelain').match(/^worktree .+$/gm) ?? [];
  const worktrees = listed.map((line) => line.slice('worktree '.length)).filter((folder) => folder !== repository);
  const status = ['status', '--porcelain', '--no-renames'];
  const calls = [['-C', repository, ...status]];
  for (const folder of worktrees) {
    const administrative = await administrativeFolder(common, folder);
    const place = [`--git-dir=${administrative ?? ''}`, `--work-tree=${folder}`];
    calls.push(['-c', 'core.untrackedCache=true', ...place, ...status]);
  }
  const begun = performance.now();
  await Promise.all(calls.map((call) => gitAlone(call)));
  return performance.now() - begun;
}

async function gitAlone(args: readonly string[]): Promise<void> {
  const child = spawn('git', args, { stdio: 'ignore', env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}`);
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
