import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import { sessionFolders } from '../support/hostedSessions.ts';
import { addressOf, readyDatabase } from '../support/postgres.ts';
import { startRealRun } from '../support/realRun.ts';
import { createRunProject } from '../support/runProject.ts';
import type { RunSetup } from '../support/realRun.ts';
import type { RunProject } from '../support/runProject.ts';
import { bundledCli } from '../support/sessionHostBundle.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';

/** Waves of one task, each with a launch that is measured. */
const launches = 20;
/** Time in which a person reads a launch gate, in milliseconds; they need longer. */
const reading = 1_500;
/** Agents of one wave, and the hosts they are spread over. */
const crowd = 20;
const hosts = ['one', 'two'] as const;
/** Milliseconds that a host of the team may take more than this machine alone. */
const allowance = 60;

/** From an approved launch gate to the agent's process, on this machine and on a host of a team. */
export const bench: Benchmark = {
  name: 'dispatch to the process of an agent',
  async run(measured) {
    const times = await withProjects(measureBoth, launches, 1);
    const [local, team] = [percentiles(times.local), percentiles(times.team)];
    const goal = (value: number): BenchmarkRow['peerOrLimit'] => ({
      name: `local and ${allowance} ms`,
      value: value + allowance,
    });
    measured(
      row('launch gate to the process of an agent, local, p50', local.p50),
      row('launch gate to the process of an agent, local, p99', local.p99),
    );
    measured(
      row('launch gate to the process of an agent on a host, p50', team.p50, goal(local.p50)),
      row('launch gate to the process of an agent on a host, p99', team.p99, goal(local.p99)),
    );
    const many = await withProjects(measureCrowd, 1, crowd);
    const here = { name: 'all on this machine', value: many.local };
    return [row(`launch gate to the last of ${crowd} agents over ${hosts.length} hosts`, many.team, here)];
  },
};

function row(what: string, ours: number, peerOrLimit?: BenchmarkRow['peerOrLimit']): BenchmarkRow {
  return { what, ours, unit: 'ms', ...(peerOrLimit && { peerOrLimit }) };
}

function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

interface Both<T> {
  readonly local: T;
  readonly team: T;
}

/** One launch here and one on a host in turn, so that whatever else the machine does disturbs both. */
async function measureBoth(local: RunProject, team: RunProject): Promise<Both<number[]>> {
  const url = await readyDatabase();
  team.git('push', '--quiet', 'origin', 'main');
  const host = await startHost(team, url, hosts[0]);
  const times = { local: [] as number[], team: [] as number[] };
  try {
    const here = await measured(local, [local.state], launches, 1);
    const there = await measured(team, [stateOf(team, hosts[0])], launches, 1, { database: addressOf(url) });
    for (let launch = 1; launch <= launches; launch += 1) {
      times.local.push(await here.launch(launch));
      times.team.push(await there.launch(launch));
    }
    await here.close();
    await there.close();
  } finally {
    await host.end();
  }
  return times;
}

/** A wave of many agents here, and another one over two hosts. */
async function measureCrowd(local: RunProject, team: RunProject): Promise<Both<number>> {
  const url = await readyDatabase();
  team.git('push', '--quiet', 'origin', 'main');
  const started = await Promise.all(hosts.map((name) => startHost(team, url, name)));
  try {
    const here = await measured(local, [local.state], 1, crowd);
    const there = await measured(
      team,
      hosts.map((name) => stateOf(team, name)),
      1,
      crowd,
      { database: addressOf(url) },
    );
    const times = { local: await here.launch(1), team: await there.launch(1) };
    await here.close();
    await there.close();
    return times;
  } finally {
    await Promise.all(started.map((host) => host.end()));
  }
}

const hostFolder = (project: RunProject, name: string): string => path.join(project.home, `host ${name}`);
const stateOf = (project: RunProject, name: string): string => path.join(hostFolder(project, name), 'state');

async function startHost(project: RunProject, url: string, name: string) {
  const place = ['--folder', hostFolder(project, name), '--slots', String(crowd / hosts.length)];
  const argv = ['host', '--name', name, ...place, '--database', url];
  const child = spawn(process.execPath, [await bundledCli(), ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: project.env,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await until(() => said.includes('Waiting for sessions'));
  return {
    async end() {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      await gone;
    },
  };
}

/**
 * @param states folders in which the sessions of agents are
 * @param waves how many the plan has, of `each` agents
 */
async function measured(
  project: RunProject,
  states: readonly string[],
  waves: number,
  each: number,
  setup: RunSetup = {},
) {
  const run = await startRealRun(project, { ...setup, staysOpen: true });
  const started = (): readonly number[] =>
    states.flatMap(sessionFolders).flatMap((folder) => {
      const file = statSync(path.join(folder, sessionFiles.agent), { throwIfNoEntry: false });
      return file === undefined ? [] : [file.mtimeMs];
    });
  await run.drive(waitsForLaunch);
  return {
    /** Milliseconds from the decision to the process of the last agent. Returns when the next launch gate waits. */
    async launch(number: number): Promise<number> {
      await delay(reading);
      const approved = Date.now();
      await run.decide('launch');
      await until(() => started().length === number * each);
      const taken = Math.max(...started()) - approved;
      await run.drive((state) => state.waves[waveName(number)]?.commit !== undefined);
      if (number < waves) await run.drive(waitsForLaunch);
      return taken;
    },
    close: () => run.close(),
  };
}

function waitsForLaunch(state: RunState): boolean {
  return pendingGates(state).some(({ kind }) => kind === 'launch');
}

const waveName = (number: number): string => `wave-${number}`;

async function withProjects<T>(
  use: (local: RunProject, team: RunProject) => Promise<T>,
  waves: number,
  each: number,
): Promise<T> {
  const rest = { limits: { parallel: each, memory: 'off' } };
  return withProject(rest, waves, each, (local) =>
    withProject({ ...rest, executor: 'team' }, waves, each, (team) => use(local, team)),
  );
}

async function withProject<T>(
  rest: object,
  count: number,
  each: number,
  use: (project: RunProject) => Promise<T>,
): Promise<T> {
  const steps: (() => Promise<void>)[] = [];
  const tasks = Array.from({ length: count }, (_, wave) =>
    Array.from({ length: each }, (_, index) => ({ id: `t${wave * each + index + 1}`, agent: 'worker' })),
  );
  const { waves, ...plan } = smallPlan(tasks, { gates: { launch: { required: 1 } }, ...rest }) as {
    readonly waves: readonly object[];
  };
  const project = createRunProject(
    { after: (step) => void steps.push(step) },
    {
      plan: { ...plan, waves: waves.map((wave, index) => ({ ...wave, id: waveName(index + 1) })) },
      agents: { worker: 'work();' },
      files: { 'src/base.js': '' },
    },
  );
  try {
    return await use(project);
  } finally {
    for (const step of steps) await step();
  }
}
