import { agentText } from '../../core/plan/agentText.ts';
import type { Outcome } from '../../core/model/sessionResult.ts';
import type { LocalJob, SessionEventLine } from '../../protocol/sessionFiles.ts';
import { bold, colours, dim, plain } from './colours.ts';

/** Takes away everything a terminal shows and remembers. */
export const clearTerminal = '\u001b[2J\u001b[3J\u001b[H';

/** The lines above a session's output: what works on what, and where. */
export function renderHeader({ job, worktree, remote }: LocalJob): string {
  const { work } = job;
  const rows = [
    ['worktree', remote === true ? 'on a host of the team, not on this machine' : worktree],
    ...(work.kind === 'agent'
      ? [
          ['branch', work.branch],
          ['agent', agentText(work.profile)],
          ['mode', work.mode],
        ]
      : []),
  ];
  const table = rows.map(([name = '', value = '']) => `${dim}${name.padEnd(10)}${plain}${value}`);
  return [`${bold}${job.kind} ${job.subject}${plain}  ${dim}run ${job.run}${plain}`, ...table, ''].join('\n') + '\n';
}

/** The line between two ways of showing the same session. */
export function renderSwitch(raw: boolean): string {
  return `\n${plain}${dim}── ${raw ? 'as it is printed' : 'what the agent does'} ──${plain}\n`;
}

/** The line after what had been printed until now: in the middle of it the one before is hard to find. */
export const rawSoFar = `\n${plain}${dim}── as it is printed, until now; r goes back ──${plain}\n`;

/** A line of ours between what the agent does; `important` when a person should not miss it. */
export function renderHint(text: string, weight: 'aside' | 'important'): string {
  return `${weight === 'aside' ? dim : colours.neither}${text}${plain}\n`;
}

/** One event for people; the empty string for those that say nothing new. */
export function renderEvent(event: SessionEventLine): string {
  switch (event.type) {
    case 'stage':
      return `\n${plain}${dim}── ${event.text} ──${plain}\n`;
    case 'ended':
      return `\n${plain}${bold}${colourOf(event.outcome)}${event.outcome}${plain}  ${event.message}\n`;
    case 'quiet':
      return `${colours.neither}Nothing heard for ${event.minutes} minutes.${plain}\n`;
    case 'agent':
    case 'agent-ended':
    case 'started':
    case 'output':
      return '';
  }
}

function colourOf(outcome: string): string {
  const good: Outcome = 'done';
  const neither: readonly string[] = ['blocked', 'cancelled'] satisfies Outcome[];
  if (outcome === good) return colours.good;
  return neither.includes(outcome) ? colours.neither : colours.bad;
}
