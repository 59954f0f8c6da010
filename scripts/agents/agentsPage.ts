import { drivers } from '../../src/drivers/drivers.ts';
import type { AgentCli } from '../../src/sessionPorts/agentDriver.ts';

/** How one behaviour was found to be, for one agent. */
export interface TestResult {
  /** Name and version: `claude 2.1.329`. */
  readonly suite: string;
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

/** Where a generated part of docs/agents.md begins and ends. */
export const parts = {
  agents: 'Agents: written by scripts/agents/testAgents.ts from the drivers.',
  results: 'Results: written by scripts/agents/testAgents.ts from the last run of each agent.',
} as const;

/** The page with one of its parts made anew. */
export function withPart(page: string, part: keyof typeof parts, text: string): string {
  const start = `<!-- ${parts[part]} -->`;
  const end = `<!-- End of ${part}. -->`;
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/agents.md has lost the lines "${start}" and "${end}".`);
  return `${page.slice(0, from)}${start}\n\n${text}\n\n${page.slice(to)}`;
}

/** The agents Wavegate drives, a row for each. */
export function agentsTable(): string {
  const rows = Object.values(drivers).flatMap(({ id, cli }) => (cli === undefined ? [] : [agentRow(id, cli)]));
  return [
    '| `driver` | agent | tested version | npm package | read-only by | resumes in | logging in |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function agentRow(id: string, cli: AgentCli): string {
  const readOnly = cli.readOnly === 'os' ? 'the operating system' : 'the tools it is offered';
  const folder = cli.resumesIn === 'any-folder' ? 'any folder' : 'the same folder';
  return `| \`${id}\` | ${cli.title} | ${cli.testedVersion} | \`${cli.package}\` | ${readOnly} | ${folder} | ${cli.login} |`;
}

/** Behaviour found in each agent, a row for each. */
export function resultsTable(results: readonly TestResult[]): string {
  const suites = [...new Set(results.map(({ suite }) => suite))];
  const names = [...new Set(results.map(({ name }) => name))];
  const marks = { passed: 'yes', failed: '**no**', skipped: '–' };
  const cell = (suite: string, name: string) => {
    const found = results.find((result) => result.suite === suite && result.name === name);
    return found === undefined ? '–' : marks[found.result];
  };
  return [
    `| an agent | ${suites.join(' | ')} |`,
    `| --- |${' --- |'.repeat(suites.length)}`,
    ...names.map((name) => `| ${name} | ${suites.map((suite) => cell(suite, name)).join(' | ')} |`),
  ].join('\n');
}
