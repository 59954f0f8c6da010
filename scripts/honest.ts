import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { kinds, tasks } from './honest/kinds.ts';
import type { Base, Kind } from './honest/kinds.ts';
import { cacheFolder } from './vscodeHost/cacheFolder.ts';

/**
 * Whole runs of honest work, from a plan to an accepted result, in repositories of ten kinds, green and red before; what is
 * stopped at a gate of the machine's is a false red. `npm run honest -- COUNT [--only KIND] [--from INDEX]`, after `npm run
 * build`. A round is every kind with every base; in every second one, tasks are verified with the whole suite, in a sandbox.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, from: { type: 'string' } },
});
const wanted = Number(positionals[0] ?? 30);
const cli = path.join(import.meta.dirname, '..', 'dist', 'cli.mjs');
const bases: readonly Base[] = ['red', 'moving', 'green'];
const minutes = 10;
/** A round of runs is over before another one begins that does them in another way. */
type Round = 'plain' | 'guarded';
const cache = path.join(cacheFolder(process.env), 'honest');
mkdirSync(cache, { recursive: true });

/** A run that is to be done. packages: where those of its kind are installed. */
interface One {
  readonly kind: Kind;
  readonly base: Base;
  readonly round: Round;
  readonly packages: string | undefined;
}

interface Ended {
  readonly kind: string;
  readonly base: Base;
  readonly round: Round;
  readonly accepted: boolean;
  readonly seconds: number;
  readonly why: string;
}

/** Does the work of a task: writes the files that `work.json` has for it, and the handoff. */
const agent = `import { readFileSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff } = process.env;
const files = JSON.parse(readFileSync('work.json', 'utf8'))[task];
for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
const summary = 'Added a function and its test.';
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary, filesChanged: Object.keys(files), verification: [] }));
`;

function planOf(kind: Kind, round: Round): string {
  const link = kind.packages === undefined ? '' : ', link: [node_modules]';
  return `waveplan: 1
title: Add a function to each of two modules
agents: {worker: {driver: command, argv: [node, agent.mjs]}}
checkpoint: {test: ${kind.test}, env: [CARGO_HOME, RUSTUP_HOME]}
worktree: {sandbox: ${round === 'guarded' ? 'auto' : 'off'}${link}}
waves:
  - id: one
    title: Functions
    tasks:
${tasks
  .map(
    (task) =>
      `      - {id: ${task}, title: Add to ${task}, owns: [${Object.keys(kind.work(task)).join(', ')}], objective: ${task} has one more function with a test., steps: [Open the files, Add both, Save them], verify: [${round === 'guarded' ? kind.test : 'node --check agent.mjs'}]}`,
  )
  .join('\n')}
`;
}

/** The packages of a kind, installed once on this machine; undefined where they cannot be. */
function packagesOf(kind: Kind, root: string): string | undefined {
  const folder = path.join(root, kind.name);
  const installed = path.join(folder, 'node_modules');
  if (existsSync(path.join(installed, kind.packages?.[0] ?? ''))) return installed;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}\n');
  const argv = ['install', '--no-audit', '--no-fund', ...(kind.packages ?? [])];
  const { status } = spawnSync('npm', argv, { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' });
  return status === 0 ? installed : undefined;
}

function makeRepository({ kind, base, round, packages }: One, folder: string): void {
  const files = {
    ...kind.files(base),
    'agent.mjs': agent,
    'work.json': JSON.stringify(Object.fromEntries(tasks.map((task) => [task, kind.work(task)]))),
    'honest.waveplan.yaml': planOf(kind, round),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  if (packages !== undefined) symlinkSync(packages, path.join(folder, 'node_modules'), 'junction');
  const git = (...argv: readonly string[]) => execFileSync('git', argv, { cwd: folder, stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=Honest', '-c', 'user.email=honest@example.com', 'commit', '-qm', 'Base');
  git('config', 'user.name', 'Honest');
  git('config', 'user.email', 'honest@example.com');
}

async function runOne(one: One): Promise<Ended> {
  const { kind, base, round } = one;
  // Worktrees in a temporary folder are refused.
  const root = mkdtempSync(path.join(cache, 'run-'));
  const begun = Date.now();
  try {
    const repository = path.join(root, 'repository');
    mkdirSync(repository);
    makeRepository(one, repository);
    const env = { ...process.env, XDG_DATA_HOME: path.join(root, 'data') };
    const argv = [cli, 'run', 'honest.waveplan.yaml', '--approve', 'all', '--note', 'Honest work, tried by a script'];
    const child = spawn(process.execPath, [...argv, '--state', path.join(root, 'state')], { cwd: repository, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const limit = setTimeout(() => child.kill(), minutes * 60_000);
    const code = await new Promise((resolve) => child.once('close', resolve));
    clearTimeout(limit);
    const accepted = code === 0;
    if (!accepted) writeFileSync(path.join(cache, `${path.basename(root)}.log`), said);
    const red = said.split('\n').find((line) => /^Red:|error |^Waiting/.test(line)) ?? said.trim().slice(-200);
    return {
      kind: kind.name,
      base,
      round,
      accepted,
      seconds: Math.round((Date.now() - begun) / 1000),
      why: accepted ? '' : red,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const able = kinds
  .filter(({ name }) => values.only === undefined || name === values.only)
  .flatMap((kind) => {
    const [program, ...argv] = kind.needs;
    const here = spawnSync(program, argv, { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
    const packages = here && kind.packages !== undefined ? packagesOf(kind, cache) : undefined;
    const usable = here && (kind.packages === undefined || packages !== undefined);
    if (!usable) console.error(`left out: ${kind.name}, whose tools are not here`);
    return usable ? [{ kind, packages }] : [];
  });
const rounds: readonly Round[] = ['plain', 'guarded'];
const all: readonly One[] = rounds.flatMap((round) =>
  bases.flatMap((base) => able.map((one) => ({ ...one, base, round }))),
);
const from = Number(values.from ?? 0);
const ended: Ended[] = [];
for (let index = 0; index < wanted && all.length > 0; index++) {
  const one = all[(from + index) % all.length];
  if (one === undefined) break;
  const result = await runOne(one);
  ended.push(result);
  console.error(
    `${result.accepted ? 'accepted ' : 'FALSE RED'} ${result.kind}, ${result.base} before, ${result.round}, ${result.seconds} s ${result.why}`,
  );
}
const falseReds = ended.filter(({ accepted }) => !accepted).length;
console.log(`${ended.length} honest runs in ${able.length} kinds of repositories, ${falseReds} false reds.`);
process.exitCode = falseReds === 0 ? 0 : 1;
