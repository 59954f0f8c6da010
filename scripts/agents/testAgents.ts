import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { drivers } from '../../src/drivers/drivers.ts';
import type { TestResult } from './agentsPage.ts';
import { agentsTable, resultsTable, withPart } from './agentsPage.ts';
import { installAgent } from './installAgent.ts';

// Runs the real agents against a scripted model: `npm run test:agents`, or `npm run test:agents -- DRIVER…`. A complete run
// writes its results into docs/agents.md.

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

const resultsFile = path.join(root, '.cache', 'tests', 'agents.jsonl');
await mkdir(path.dirname(resultsFile), { recursive: true });
await rm(resultsFile, { force: true });
const reporter = path.join(import.meta.dirname, 'resultReporter.mjs');
process.exitCode = await runNode([
  '--test',
  '--test-concurrency=1',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  `--test-reporter=${process.platform === 'win32' ? new URL(`file:///${reporter.replaceAll('\\', '/')}`).href : reporter}`,
  `--test-reporter-destination=${resultsFile}`,
  ...chosen.map(({ id }) => path.join('test', 'agents', 'full', `${id}.test.ts`)),
]);

const lines = (await readFile(resultsFile, 'utf8')).split('\n').filter((line) => line !== '');
const results = lines.map((line) => JSON.parse(line) as TestResult);
const table = resultsTable(results);
console.log(table);
if (chosen.length === known.length && results.length > 0) await writePage(table);

async function writePage(results: string): Promise<void> {
  const file = path.join(root, 'docs', 'agents.md');
  const page = withPart(await readFile(file, 'utf8'), 'agents', agentsTable());
  const options = { ...(await resolveConfig(file)), filepath: file };
  await writeFile(file, await format(withPart(page, 'results', results), options));
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
