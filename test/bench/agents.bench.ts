import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { installAgent } from '../../scripts/agents/installAgent.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import type { ProcessRecord } from '../../src/protocol/sessionFiles.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import type { AgentFixture } from '../agents/agentFixture.ts';
import { createAgentFixture } from '../agents/agentFixture.ts';
import type { CliSetup, TestedDriver } from '../agents/clis.ts';
import { profileFor, setups } from '../agents/clis.ts';
import type { ModelServer } from '../agents/model/modelServer.ts';
import { startModelServer } from '../agents/model/modelServer.ts';
import { editScript } from '../agents/model/scripts.ts';

const drivers = ['claude', 'codex'] as const satisfies readonly TestedDriver[];
/** The least disturbed round of each counts. */
const rounds = 9;
/** Most that the host may add to a session. */
const limits = { milliseconds: 150, megabytes: 60 };

/** Real CLIs that do the same small task: under the session host, and started as a shell would start them. */
export const bench: Benchmark = {
  name: 'what the session host adds to a session of a real agent',
  async run(measured) {
    for (const driver of drivers) {
      const { cli } = driverOf(driver);
      const installed = cli === undefined ? { problem: `${driver} has no CLI` } : await installAgent(cli);
      if ('problem' in installed) throw new Error(installed.problem);
      // A fixture takes the environment away from this process, in which other benches run, too.
      const environment = { ...process.env };
      const fixture = await createAgentFixture(driver, installed.bin);
      const model = await startModelServer();
      try {
        measured(...(await measure(driver, fixture, model)));
      } finally {
        await model.close();
        fixture.close();
        for (const name of Object.keys(process.env)) delete process.env[name];
        Object.assign(process.env, environment);
      }
    }
    return [];
  },
};

async function measure(
  driver: TestedDriver,
  fixture: AgentFixture,
  model: ModelServer,
): Promise<readonly BenchmarkRow[]> {
  const times: { readonly hosted: number; readonly bare: number }[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [mine, other] = [`hosted${round}`, `bare${round}`].map((name) => fixture.worktree(name));
    const setupFor = (worktree: string) =>
      setups[driver](model.url(editScript(worktree, 'src/a.js', 'export const a = 2;\n')));
    const hosted = await timeOf(() => hostedRun(fixture, mine!, setupFor(mine!), memory));
    const bare = await timeOf(() => bareRun(fixture, driver, other!, setupFor(other!)));
    times.push({ hosted, bare });
  }
  const hosted = Math.min(...times.map((each) => each.hosted));
  const bare = Math.min(...times.map((each) => each.bare));
  return [
    { what: `${driver}: a session`, ours: hosted, peerOrLimit: { name: 'bare', value: bare }, unit: 'ms' },
    {
      what: `${driver}: added by the host`,
      ours: hosted - bare,
      peerOrLimit: { name: 'limit', value: limits.milliseconds },
      unit: 'ms',
    },
    ...(memory.length === 0
      ? []
      : [
          {
            what: `${driver}: memory of the host`,
            ours: Math.max(...memory),
            peerOrLimit: { name: 'limit', value: limits.megabytes },
            unit: 'MB',
          },
        ]),
  ];
}

async function hostedRun(fixture: AgentFixture, worktree: string, setup: CliSetup, memory: number[]): Promise<void> {
  const run = fixture.run(worktree, setup);
  await run.started;
  const looking = setInterval(() => {
    const used = hostMemory(path.join(run.folder, sessionFiles.host));
    if (used !== undefined) memory.push(used);
  }, 100);
  const { outcome, message } = await run.result;
  clearInterval(looking);
  if (outcome !== 'done') throw new Error(message);
}

/** The same launch without a host: its prompt on standard input, its output thrown away. */
async function bareRun(fixture: AgentFixture, driver: TestedDriver, worktree: string, setup: CliSetup): Promise<void> {
  fixture.configure(setup);
  const handoff = path.join(worktree, 'handoff.json');
  const session = { WAVEGATE_SESSION: randomUUID(), WAVEGATE_TASK: 'bare', WAVEGATE_HANDOFF: handoff };
  const values = Object.entries(session).map(([name, value]) => `- \`${name}\` is \`${value}\``);
  const { argv, env, input, files } = driverOf(driver).launch({
    profile: profileFor(driver, setup),
    mode: 'workspace-write',
    worktree,
    directive: path.join(worktree, 'directive.md'),
    handoff,
    prompt: ['# Change src/a.js', '', ...values, ''].join('\n'),
    folder: worktree,
    verify: [],
    conversation: randomUUID(),
    session,
    environment: process.env,
    platform: process.platform,
  });
  for (const [file, text] of Object.entries(files ?? {})) writeFileSync(file, text);
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd: worktree, env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}`);
}

/** Megabytes of the host, pages it shares counted in parts; undefined before it is there, and where the system does not tell. */
function hostMemory(record: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(record, 'utf8')) as ProcessRecord;
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
