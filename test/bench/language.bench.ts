import { execFile } from 'node:child_process';
import { access, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { bundledYaml } from '../../scripts/bundledYaml.ts';
import { npmCommand, runProgram } from '../../scripts/processes.ts';
import { cacheFolder } from '../../scripts/vscodeHost/cacheFolder.ts';
import { checkParts } from '../../src/core/planRules/check/checkParts.ts';
import { ruleContext } from '../../src/core/planRules/check/ruleContext.ts';
import { repositoryOf } from '../../src/core/planRules/check/checkPlan.ts';
import { partsOf } from '../../src/core/planText/document/parts.ts';
import { openPlan } from '../../src/core/planText/document/planDocument.ts';
import { ownershipOverlap } from '../../src/core/planRules/rules/ownershipOverlap.ts';
import { largePlan } from '../support/largePlan.ts';
import { planServerArgv, RunningServer } from '../support/planServer.ts';

const root = path.join(import.meta.dirname, '..', '..');
const peer = 'yaml-language-server';
const run = promisify(execFile);

/** Keystrokes and completions measured per plan; fewer for the largest, where each takes the peer about a second. */
const rounds = { 50: 40, 500: 40, 5_000: 12 } as const;
type Size = keyof typeof rounds;

/** Rounds before those that count: both servers are compiled while they run. */
const warmUp = 4;

/** Upper limits that the language server has set itself: milliseconds (p95) and megabytes. */
const goals: Readonly<Partial<Record<Size, { readonly diagnostics: number; readonly completion?: number }>>> = {
  500: { diagnostics: 16, completion: 20 },
  5_000: { diagnostics: 50 },
};
const memoryGoal = 150;
const overlapGoal = 50;

interface Measured {
  readonly diagnostics: readonly number[];
  readonly completion: readonly number[];
  /** Megabytes of the server's process after all of it. */
  readonly memory: number;
}

/** From a keystroke to its diagnostics, over the real protocol, beside the language server of YAML with our JSON Schema. */
export const bench: Benchmark = {
  name: 'Language server',
  async run(measured) {
    const [oursArgv, peerArgv] = await Promise.all([bundleServer(), installPeer()]);
    for (const size of [50, 500, 5_000] as const) {
      const ours = await measure(oursArgv, 'waveplan', size, {});
      const theirs = peerArgv && (await measure(peerArgv, 'yaml', size, peerSettings));
      measured(...rowsOf(size, ours, theirs));
    }
    return [overlapRow()];
  },
};

function rowsOf(size: Size, ours: Measured, theirs: Measured | undefined): readonly BenchmarkRow[] {
  const goal = goals[size];
  const row = (
    what: string,
    value: number,
    other: number | undefined,
    limit: number | undefined,
    unit: string,
  ): BenchmarkRow[] => [
    {
      what: `${what}, ${size} tasks`,
      ours: value,
      ...(other === undefined ? {} : { peerOrLimit: { name: `${peer}, schema only`, value: other } }),
      unit,
    },
    ...(limit === undefined
      ? []
      : [{ what: `${what}, ${size} tasks`, ours: value, peerOrLimit: { name: 'goal', value: limit }, unit }]),
  ];
  const at = (times: readonly number[] | undefined, share: number): number | undefined =>
    times?.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];
  return [
    ...row(
      'keystroke to diagnostics, median',
      at(ours.diagnostics, 0.5) ?? 0,
      at(theirs?.diagnostics, 0.5),
      undefined,
      'ms',
    ),
    ...row(
      'keystroke to diagnostics, p95',
      at(ours.diagnostics, 0.95) ?? 0,
      at(theirs?.diagnostics, 0.95),
      goal?.diagnostics,
      'ms',
    ),
    ...row('completion, median', at(ours.completion, 0.5) ?? 0, at(theirs?.completion, 0.5), undefined, 'ms'),
    ...row('completion, p95', at(ours.completion, 0.95) ?? 0, at(theirs?.completion, 0.95), goal?.completion, 'ms'),
    ...row('memory of the server', ours.memory, theirs?.memory, size === 5_000 ? memoryGoal : undefined, 'MB'),
  ];
}

async function measure(
  argv: readonly string[],
  languageId: string,
  size: Size,
  settings: Readonly<Record<string, unknown>>,
): Promise<Measured> {
  const server = new RunningServer(argv, settings);
  try {
    await server.initialize();
    const uri = 'file:///plans/large.waveplan.yaml';
    const text = largePlan(size);
    const opened = server.diagnostics(uri);
    await server.open(uri, languageId, text);
    await opened;
    const line = text.slice(0, text.indexOf('shows that', text.length / 2)).split('\n').length - 1;
    const diagnostics: number[] = [];
    const completion: number[] = [];
    for (let round = 0; round < warmUp + rounds[size]; round++) {
      const version = round + 2;
      const published = server.diagnostics(uri);
      const started = performance.now();
      await server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: emptyRange(line, 15 + round), text: 'x' }],
      });
      await published;
      diagnostics.push(performance.now() - started);
      const asked = performance.now();
      await server.connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        // Behind `risk: `, the last key of the same task.
        position: { line: line + 11, character: 14 },
      });
      completion.push(performance.now() - asked);
    }
    const memory = await residentMegabytes(server.pid);
    await server.stop();
    return { diagnostics: diagnostics.slice(warmUp), completion: completion.slice(warmUp), memory };
  } finally {
    server.dispose();
  }
}

function emptyRange(line: number, character: number): object {
  return { start: { line, character }, end: { line, character } };
}

async function residentMegabytes(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }
  if (process.platform === 'win32') {
    const { stdout } = await run('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh']);
    return Number(stdout.split('","').at(-1)?.replace(/\D/g, '')) / 1024;
  }
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}

const peerSettings = {
  yaml: {
    schemas: {
      [`file://${path.join(root, 'schemas', 'waveplan.schema.json').replaceAll('\\', '/')}`]: '*.waveplan.yaml',
    },
    schemaStore: { enable: false },
    validate: true,
    completion: true,
  },
};

/** Installs the peer where development keeps its downloads; without it our own numbers stand alone. */
async function installPeer(): Promise<readonly string[] | undefined> {
  const folder = path.join(cacheFolder(), peer);
  const program = path.join(folder, 'node_modules', peer, 'bin', peer);
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await mkdir(folder, { recursive: true });
    const { command, leading } = npmCommand();
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${peer}@2`];
    const { exitCode, output } = await runProgram(command, [...leading, ...install], { timeout: 180_000 });
    if (exitCode !== 0) {
      console.error(`${peer} could not be installed, so there is nothing to compare with:\n${output.slice(-500)}`);
      return undefined;
    }
  }
  return [program, '--stdio'];
}

/** The server as it is shipped: in one file. */
async function bundleServer(): Promise<readonly string[]> {
  const outfile = path.join(cacheFolder(), 'bench', 'languageServer.cjs');
  const entry = planServerArgv.find((argument) => argument.endsWith('.ts')) ?? '';
  const options = {
    alias: bundledYaml,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  } as const;
  await build({ ...options, entryPoints: [entry], outfile });
  return planServerArgv.map((argument) => (argument === entry ? outfile : argument));
}

/** The rule that finds overlaps, on a wave of 1,000 tasks whose globs share folders and wildcards. */
function overlapRow(): BenchmarkRow {
  const tasks = Array.from(
    { length: 1_000 },
    (_, index) =>
      `      - {id: t${index}, title: t, owns: ["src/part-${index % 40}/m${index}/*.ts", "test/**/m${index}.test.js"], objective: o}\n`,
  );
  const source = `waveplan: 1\ntitle: x\nwaves:\n  - id: w\n    title: w\n    tasks:\n${tasks.join('')}`;
  const times = Array.from({ length: 9 }, () => {
    const context = ruleContext(checkParts(partsOf(openPlan(source))), repositoryOf({}));
    const started = performance.now();
    ownershipOverlap.check(context);
    return performance.now() - started;
  });
  return {
    what: 'overlaps of globs in a wave of 1,000 tasks, p95',
    ours: times.toSorted((a, b) => a - b).at(-1) ?? 0,
    peerOrLimit: { name: 'goal', value: overlapGoal },
    unit: 'ms',
  };
}
