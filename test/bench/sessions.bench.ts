import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { sessionsTree } from '../../src/editor/views/sessionsTree.ts';
import type { SessionStatuses } from '../../src/editor/views/sessionUsage.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import type { SessionStatus } from '../../src/ports/executor.ts';
import { sessionFolders } from '../support/hostedSessions.ts';
import type { RealRun } from '../support/realRun.ts';
import { startRealRun } from '../support/realRun.ts';
import type { RunProject } from '../support/runProject.ts';
import { createRunProject } from '../support/runProject.ts';
import { profile, smallPlan } from '../support/smallPlan.ts';

const agents = 20;
const lagLimit = 50;
/** Megabytes; a little is taken by whatever else happens meanwhile. */
const growthLimit = 20;
const transcript = 100;
const resolution = 10;

const recording = path.join(import.meta.dirname, '..', 'contract', 'recordings', 'claude', 'edit.txt');

/** Prints what Claude Code printed in a recorded session, again and again for some seconds, then does its work. */
const talking = [
  "const lines = (await import('node:fs')).readFileSync('agents/recording.txt', 'utf8').trimEnd().split('\\n');",
  'const end = lines.pop();',
  'for (const begun = Date.now(); Date.now() - begun < 6000; ) {',
  '  for (const line of lines) {',
  "    process.stdout.write(line + '\\n');",
  '    await new Promise((resolve) => setTimeout(resolve, 20));',
  '  }',
  '}',
  'work();',
  "process.stdout.write(end + '\\n');",
].join('\n');

/** Prints a transcript of that many megabytes, in lines as agents do, as fast as it is taken. */
const flooding = [
  "const line = JSON.stringify({ type: 'user', text: 'x'.repeat(4000) }) + '\\n';",
  `for (let bytes = 0; bytes < ${transcript} * 1024 * 1024; bytes += line.length) {`,
  "  if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));",
  '}',
  "const lines = (await import('node:fs')).readFileSync('agents/recording.txt', 'utf8').trimEnd().split('\\n');",
  'work();',
  "process.stdout.write(lines.at(-1) + '\\n');",
].join('\n');

/** The process that drives a run, as the extension host does: its event loop and its memory while agents talk. */
export const bench: Benchmark = {
  name: 'what running sessions cost the editor',
  async run(measured) {
    measured(...(await withRun(agents, talking, manyAtOnce)));
    return withRun(1, flooding, longTranscript);
  },
};

async function manyAtOnce({ run, statuses }: Driven): Promise<readonly BenchmarkRow[]> {
  const lag = monitorEventLoopDelay({ resolution });
  const drawing = setInterval(() => sessionsTree(run.state(), Date.now(), statuses), 1_000);
  await run.until(
    ({ sessions }) => Object.values(sessions).filter(({ status }) => status === 'running').length >= agents,
  );
  lag.enable();
  await run.until(({ sessions }) => Object.values(sessions).every(({ status }) => status !== 'running'));
  lag.disable();
  clearInterval(drawing);
  const p99 = Math.max(0, lag.percentile(99) / 1e6 - resolution);
  return [
    {
      what: `${agents} sessions at once: event loop, p99 lag`,
      ours: p99,
      peerOrLimit: { name: 'limit', value: lagLimit },
      unit: 'ms',
    },
  ];
}

async function longTranscript({ run, project }: Driven): Promise<readonly BenchmarkRow[]> {
  const before = process.memoryUsage().rss;
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  await run.until(({ sessions }) => Object.values(sessions).some(({ status }) => status === 'ended'));
  clearInterval(looking);
  const kept = sessionFolders(project.state).map((folder) => statSync(path.join(folder, sessionFiles.output)).size);
  const megabytes = (bytes: number) => bytes / 1024 / 1024;
  return [
    {
      what: `a transcript of ${transcript} MB: kept of it`,
      ours: megabytes(Math.max(...kept)),
      unit: 'MB',
    },
    {
      what: `a transcript of ${transcript} MB: growth of the editor's process`,
      ours: megabytes(most - before),
      peerOrLimit: { name: 'limit', value: growthLimit },
      unit: 'MB',
    },
  ];
}

interface Driven {
  readonly run: RealRun;
  readonly project: RunProject;
  readonly statuses: SessionStatuses;
}

/** A run whose wave has just been launched, with that many agents that say what Claude Code says. */
async function withRun(
  count: number,
  agent: string,
  measure: (driven: Driven) => Promise<readonly BenchmarkRow[]>,
): Promise<readonly BenchmarkRow[]> {
  const steps: (() => Promise<void>)[] = [];
  const tasks = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, agent: 'agent', verify: [] }));
  const project = createRunProject(
    { after: (step) => void steps.push(step) },
    {
      plan: smallPlan([tasks], { agents: { agent: profile('agent', { driver: 'claude' }) } }),
      agents: { agent },
      files: { 'src/base.js': '', 'agents/recording.txt': readFileSync(recording, 'utf8') },
    },
  );
  try {
    const run = await startRealRun(project);
    const statuses = new Map<string, SessionStatus>();
    run.engine.subscribe({ onStatus: (session, status) => void statuses.set(session, status) });
    await run.decide('plan');
    await run.until(({ gates }) => gates['launch-1'] !== undefined);
    await run.decide('launch');
    return await measure({ run, project, statuses });
  } finally {
    for (const step of steps) await step();
  }
}
