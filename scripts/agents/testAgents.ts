import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { drivers } from '../../src/drivers/drivers.ts';
import type { TestResult } from './agentsPage.ts';
import { agentsTable, resultsTable, withPart } from './agentsPage.ts';
import { installAgent } from './installAgent.ts';
import { formatted } from '../formatted.ts';

// Runs the real agents against a scripted model: `npm run test:agents`, or `npm run test:agents -- DRIVER…`. Once every agent
// has been run, the last results of each go into docs/agents.md.

const root = path.join(import.meta.dirname, '..', '..');
const known = Object.values(drivers).flatMap(({ id, cli }) => (cli === undefined ? [] : [{ id, cli }]));
const words = process.argv.slice(2);
const chosen = words.length === 0 ? known : known.filter(({ id }) => words.includes(id));
if (chosen.length === 0) {
  console.error(`No agent is called ${words.join(' or ')}. There are: ${known.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

for (const { cli } of chosen) {
  const installed = await installAgent(cli);
  console.log('bin' in installed ? `${cli.title} ${cli.testedVersion} is installed.` : installed.problem);
}

const suiteOf = ({ id, cli }: (typeof known)[number]) => `${id} ${cli.testedVersion}`;
const folder = path.join(root, '.cache', 'tests');
const resultsFile = path.join(folder, 'agents.jsonl');
const newFile = path.join(folder, 'agents.new.jsonl');
await mkdir(folder, { recursive: true });
await rm(newFile, { force: true });
const reporter = path.join(import.meta.dirname, 'resultReporter.mjs');
process.exitCode = await runNode([
  '--test',
  '--test-concurrency=1',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  `--test-reporter=${process.platform === 'win32' ? new URL(`file:///${reporter.replaceAll('\\', '/')}`).href : reporter}`,
  `--test-reporter-destination=${newFile}`,
  ...chosen.map(({ id }) => path.join('test', 'agents', 'full', `${id}.test.ts`)),
]);

const fresh = await readResults(newFile);
const earlier = (await readResults(resultsFile)).filter(({ suite }) => !fresh.some((result) => result.suite === suite));
const results = known.flatMap((agent) => [...earlier, ...fresh].filter(({ suite }) => suite === suiteOf(agent)));
await writeFile(resultsFile, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
const table = resultsTable(results);
console.log(table);
if (known.every((agent) => results.some(({ suite }) => suite === suiteOf(agent)))) await writePage(table);

async function readResults(file: string): Promise<readonly TestResult[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TestResult);
}

async function writePage(results: string): Promise<void> {
  const file = path.join(root, 'docs', 'agents.md');
  const page = withPart(await readFile(file, 'utf8'), 'agents', agentsTable());
  await writeFile(file, await formatted(file, withPart(page, 'results', results)));
  console.log('wrote docs/agents.md');
}

function runNode(argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
