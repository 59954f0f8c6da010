import { code, fence } from '../directive/contain.ts';
import { withEntries } from '../text/markdownSection.ts';
import { flowLines } from './flows.ts';
import type { Flow } from './flows.ts';
import { commandOfScript, scriptSentence } from './script.ts';

/** File that tells agents of a script, from the root of the repository, and its text. */
export interface AgentFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Skill for a script, by the open standard (https://agentskills.io): in a folder of Claude Code, where it is a slash command, too,
 * or in the one that Codex and others read.
 */
export function skillFor(program: 'claude' | 'others', flow: Flow, file: string): AgentFile {
  const { name, parameters } = flow;
  const command = commandOfScript(
    file,
    parameters.map((parameter) => parameter.name.toUpperCase()),
  );
  const lines = flowLines(flow);
  return {
    file: `${program === 'claude' ? '.claude' : '.agents'}/skills/${name}/SKILL.md`,
    text: `---
name: ${name}
description: ${JSON.stringify(`Runs ${lines.join(', ')}, in this order, with one command. Use it wherever you would run these one by one.`)}
---

Run this from the root of the repository, and report its outcome:

${fence(command, 'sh')}

It runs these in order and ends with the first that fails:

${fence(lines.join('\n'), 'sh')}
${parameters.length === 0 ? '' : `\n${parameters.map((parameter) => `- ${parameter.name.toUpperCase()}: such as ${code(parameter.latest)}`).join('\n')}\n`}`,
  };
}

/** AGENTS.md, which Codex, Copilot, OpenCode and others read, with a line on a script in it; what is there stays. */
export function agentsFile(before: string, flow: Flow, file: string): AgentFile {
  const text = before.includes(`\`node ${file}`)
    ? before
    : withEntries(before, '# Notes for agents', 'Scripts for repeated commands', [scriptSentence(flow, file)]);
  return { file: 'AGENTS.md', text };
}
