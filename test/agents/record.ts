import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installAgent } from '../../scripts/agents/installAgent.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import { createAgentFixture } from './agentFixture.ts';
import type { AgentRun } from './agentFixture.ts';
import type { TestedDriver } from './clis.ts';
import { setups } from './clis.ts';
import { attackOn } from './model/attack.ts';
import type { Script } from './model/modelServer.ts';
import { startModelServer } from './model/modelServer.ts';
import { auditScript, editScript, refusalScript, refusingAtFirst } from './model/scripts.ts';

/**
 * Records what a real CLI prints, for test/contract/driverRecordings.test.ts: `node test/agents/record.ts DRIVER`. Run
 * it when the tested version of a CLI changes, and look at what differs.
 */

const driver = process.argv[2] as TestedDriver | undefined;
if (driver === undefined || !(driver in setups)) {
  console.error(`Usage: record.ts DRIVER, one of ${Object.keys(setups).join(', ')}.`);
  process.exit(2);
}

/** Of no use to any driver, and long. */
const bulky = new Set([
  'tools',
  'slash_commands',
  'skills',
  'agents',
  'plugins',
  'modelUsage',
  'responseHeaders',
  'memory_paths',
  'messaging_socket_path',
]);

/** Every id by the name it has in the recordings. */
const names = new Map<string, string>();

const folder = path.join(import.meta.dirname, '..', 'contract', 'recordings', driver);
const { cli } = driverOf(driver);
if (cli === undefined) throw new Error(`${driver} has no CLI.`);
const installed = await installAgent(cli);
if ('problem' in installed) throw new Error(installed.problem);
const fixture = await createAgentFixture(driver, installed.bin);
const model = await startModelServer();
const change = (worktree: string) => editScript(worktree, 'src/a.js', 'export const a = 2;\n');

const recordings: Readonly<Record<string, (worktree: string) => Script>> = {
  edit: change,
  audit: (worktree) => auditScript(attackOn(worktree).slice(0, 4)),
  context: () =>
    refusalScript(400, 'context_length_exceeded', 'prompt is too long: your input exceeds the context window'),
  auth: () => refusalScript(401, 'authentication_error', 'invalid x-api-key'),
  retry: (worktree) => refusingAtFirst(1, 429, 'rate_limit_error', 'Too many requests', change(worktree)),
};

mkdirSync(folder, { recursive: true });
for (const [name, script] of Object.entries(recordings)) {
  const worktree = fixture.worktree(name);
  const work = name === 'audit' ? { mode: 'read-only' as const } : {};
  const run = fixture.run(worktree, setups[driver](model.url(script(worktree))), { work });
  const { outcome } = await run.result;
  writeFileSync(path.join(folder, `${name}.txt`), scrubbed(run));
  console.log(`${driver} ${cli.testedVersion}: ${name} → ${outcome}`);
}
await model.close();
fixture.close();

/** The output without what is this machine's and without what no driver reads: long texts, times, other ids. */
function scrubbed(run: AgentRun): string {
  const lines = run
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{"') || /^Attempt/.test(line));
  return `${lines.map((line) => shortened(line.replaceAll(run.worktree, '/worktree'))).join('\n')}\n`;
}

function shortened(line: string): string {
  const clean = withoutPlaces(line);
  if (!clean.startsWith('{')) return clean.slice(0, 300);
  return JSON.stringify(JSON.parse(clean), (key, value: unknown) => {
    if (bulky.has(key)) return undefined;
    return typeof value === 'string' && value.length > 700 ? `${value.slice(0, 699)}…` : value;
  });
}

/** Paths of this machine, ports, and ids in the order in which they appear. */
function withoutPlaces(line: string): string {
  return line
    .replace(/"(?:[A-Z]:)?[\\/][^"]*?[\\/](?:agent-tests|wavegate-dev)[^"]*"/g, '"/elsewhere"')
    .replace(/127\.0\.0\.1:\d+\/\d+/g, '127.0.0.1:1/0')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, numbered)
    .replace(/\b(toolu|call|msg|chat|resp|m)_[0-9._]+/g, numbered)
    .replace(/\b(ses|prt|msg)_[0-9A-Za-z]{16,}/g, numbered)
    .replace(/"timestamp":(?:"[^"]*"|\d+)/g, '"timestamp":0');
}

function numbered(id: string): string {
  const known = names.get(id) ?? `id-${names.size + 1}`;
  names.set(id, known);
  return known;
}
