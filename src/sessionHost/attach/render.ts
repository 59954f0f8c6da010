import type { Outcome } from '../../core/run/model.ts';
import type { LocalJob, SessionEventLine } from '../../protocol/sessionFiles.ts';

const escape = '\u001b[';
const plain = `${escape}0m`;
const dim = `${escape}2m`;
const bold = `${escape}1m`;
const colours = { good: `${escape}32m`, bad: `${escape}31m`, neither: `${escape}33m` };

/** The lines above a session's output: what works on what, and where. */
export function renderHeader({ job, worktree }: LocalJob): string {
  const { work } = job;
  const rows = [
    ['worktree', worktree],
    ...(work.kind === 'agent'
      ? [
          ['branch', work.branch],
          ['agent', work.profile.argv.join(' ')],
          ['mode', work.mode],
        ]
      : []),
  ];
  const table = rows.map(([name = '', value = '']) => `${dim}${name.padEnd(9)}${plain}${value}`);
  return [`${bold}${job.kind} ${job.subject}${plain}  ${dim}run ${job.run}${plain}`, ...table, ''].join('\n') + '\n';
}

/** One event for people; the empty string for those that say nothing new. */
export function renderEvent(event: SessionEventLine): string {
  switch (event.type) {
    case 'stage':
      return `\n${plain}${dim}── ${event.text} ──${plain}\n`;
    case 'ended':
      return `\n${plain}${bold}${colourOf(event.outcome)}${event.outcome}${plain}  ${event.message}\n`;
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
