import { findAgents, probeAgent } from '../../runs/editor/agentCheck.ts';
import type { AgentFact } from '../../ports/machineService.ts';
import { driverOf } from '../../drivers/drivers.ts';
import { createPrograms } from '../../processes/programs.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import type { Terminal } from '../shared/terminal.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const agents = defineCommand({
  name: 'agents',
  usage: '[DRIVER…] [--probe [--seconds N]]',
  summary: 'Show which agents are installed, and in which version.',
  details: [
    'DRIVER is the name plans use: claude, codex, …; default: all of them',
    '--probe  ask each a short question, to see that it is logged in; costs as much as one answer',
    '--seconds N  how long to wait for each answer; default: 90',
  ],
  options: { probe: { type: 'boolean', default: false }, seconds: { type: 'string', default: '90' } },
  arguments: [0, 10],
  async run({ values, positionals, terminal }) {
    const all = await findAgents(createPrograms(), terminal.env);
    const unknown = positionals.find((name) => !all.some(({ driver }) => driver === name));
    if (unknown !== undefined) {
      const known = all.map(({ driver }) => driver).join(', ');
      throw new CliError('usage', `No agent is called ${JSON.stringify(unknown)}. There are: ${known}.`);
    }
    const shown = positionals.length === 0 ? all : all.filter(({ driver }) => positionals.includes(driver));
    const seconds = secondsOf(values.seconds);
    const probed = values.probe === true ? await probe(shown, terminal, seconds) : shown;
    if (values.json === true) await writeJson(terminal, probed);
    else await writeLines(terminal, probed.map(line));
    return shown.some(({ version }) => version !== undefined) ? exitCodes.done : exitCodes.environment;
  },
});

/** @throws CliError `usage` for what is no number of seconds */
function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 3_600) return seconds;
  throw new CliError('usage', `--seconds takes a whole number from 1 to 3600, not ${JSON.stringify(text)}.`);
}

type Probed = AgentFact & { readonly answers?: boolean };

/** One after the other: some of them share a login. */
async function probe(findings: readonly AgentFact[], terminal: Terminal, seconds: number): Promise<readonly Probed[]> {
  const probed: Probed[] = [];
  for (const finding of findings) {
    if (finding.version === undefined) {
      probed.push(finding);
      continue;
    }
    const driver = driverOf(finding.driver);
    const problem = await probeAgent(driver, createPrograms(), terminal.env, terminal.folder, seconds);
    probed.push({ ...finding, answers: problem === undefined, note: problem ?? `Answers. ${finding.note}` });
  }
  return probed;
}

function line({ driver, title, version, note, answers }: Probed): string {
  const mark = version === undefined || answers === false ? '✗' : '✓';
  return `${mark} ${driver.padEnd(9)} ${title.padEnd(19)} ${(version ?? '').padEnd(10)} ${note}`;
}
