import type { AgentEvent, ToolKind } from '../../core/agents/events.ts';
import { usageText } from '../../core/agents/usage.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import { bold, colours, dim, plain } from './colours.ts';

/** Shows what an agent does as lines for people. Remembers what it has shown, so use one for each session. */
export interface AgentView {
  /** The lines of one event; the empty string for those that say nothing new. */
  render(event: AgentEvent): string;
}

const marks: Readonly<Record<ToolKind, string>> = {
  read: 'reads',
  search: 'looks',
  edit: 'edits',
  run: 'runs',
  web: 'fetches',
  other: 'uses',
};

/** @param worktree paths below it are shown as the agent's own */
export function createAgentView(worktree: string): AgentView {
  const shown = new Map<string, string>();
  let used: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  const short = (text: string) => text.replaceAll(`${worktree}/`, '').replaceAll(`${worktree}\\`, '');

  function tool(event: Extract<AgentEvent, { type: 'tool' }>): string {
    const target = oneLine(short(event.target) || event.name);
    const line = `  ${colours.tool}${marks[event.kind].padEnd(8)}${plain}${target}\n`;
    // Some programs report a call when it begins and again when it ends.
    if (shown.get(event.id) === line) return '';
    shown.set(event.id, line);
    return line;
  }

  function usage({ covers, used: counted }: Extract<AgentEvent, { type: 'usage' }>): string {
    if (covers === 'request') return '';
    used = { ...used, ...counted };
    return '';
  }

  return {
    render(event) {
      switch (event.type) {
        case 'session':
          return event.model === undefined ? '' : `${dim}model ${event.model}${plain}\n`;
        case 'text':
          return `\n${printable(event.text.trim())}\n`;
        case 'tool':
          return tool(event);
        case 'tool-end':
          return event.ok
            ? ''
            : `  ${colours.bad}failed${plain}  ${dim}${oneLine(short(event.detail ?? ''))}${plain}\n`;
        case 'usage':
          return usage(event);
        case 'retry':
          return `  ${colours.neither}waits${plain}   for the provider: ${oneLine(event.why)}${seconds(event.waitMs)}\n`;
        case 'waiting':
          return `  ${colours.neither}waits${plain}   for you: ${oneLine(event.what)}\n`;
        case 'limit':
          return '';
        case 'denied':
          return `  ${colours.neither}denied${plain}  ${oneLine(short(event.what))}\n`;
        case 'notice':
          return `  ${dim}notice  ${oneLine(event.text)}${plain}\n`;
        case 'error':
          return `  ${colours.bad}error${plain}   ${oneLine(event.message)}\n`;
        case 'final':
          return used.inputTokens + used.outputTokens === 0 ? '' : `\n${bold}${dim}${usageText(used)}${plain}\n`;
      }
    },
  };
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '' : `, again in ${Math.ceil(ms / 1000)} s`;
}

const longestLine = 160;

function oneLine(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length <= longestLine ? line : `${line.slice(0, longestLine - 1)}…`;
}

/** Strips control characters: text of agents must not move the cursor or change the terminal's title. */
function printable(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
