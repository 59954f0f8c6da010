import { usageText } from '../agents/usage.ts';
import { costsOf } from './costs.ts';
import type { CostKey, CostRow, Prices } from './costs.ts';
import type { RunHistory } from './model.ts';
import { durationText } from './spans.ts';
import { costNotes } from './tables.ts';

export interface CostDocument {
  readonly histories: readonly RunHistory[];
  readonly prices: Prices;
  /** Lines on budgets over all runs. */
  readonly budgets: readonly string[];
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number;
  /** Runs that could not be read, as sentences. */
  readonly unread: readonly string[];
}

const parts: readonly (readonly [string, CostKey, number])[] = [
  ['By day', 'day', 31],
  ['By run', 'run', 50],
  ['By team', 'team', 50],
  ['By agent', 'agent', 50],
  ['By kind of session', 'kind', 50],
  ['By person who approved the start', 'person', 50],
];

/** Usage of agents in several runs, as Markdown for people: budgets first, then sums by day, run, team, agent, kind and person. */
export function costDocument({ histories, prices, budgets, utcOffset, unread }: CostDocument): string {
  const all = costsOf(histories, 'run', prices, utcOffset);
  const sections = parts.map(([title, key, most]) => {
    const { rows } = costsOf(histories, key, prices, utcOffset);
    const shown = key === 'day' ? rows.slice(-most) : rows.slice(0, most);
    const left = rows.length - shown.length;
    return [
      `## ${title}`,
      '',
      '| | Sessions | Used | At work |',
      '| :-- | --: | :-- | --: |',
      ...shown.map(row),
      ...(left === 0 ? [] : ['', `${left} more are not shown: \`wavegate cost --by ${key}\`.`]),
    ].join('\n');
  });
  const ofTeams = teamBudgetsOf(histories);
  const nothing = all.total.sessions === 0;
  return `${[
    '# Costs',
    ...(budgets.length === 0
      ? ['No budget over all runs is set: `wavegate budget --per day --usd 20`.']
      : [list('Budgets', budgets)]),
    ...(nothing
      ? ['No agent has run yet in the repositories of this window, so nothing was used.']
      : [
          list('In all', [
            `${usedText(all.total)}, ${durationText(all.total.milliseconds)} at work`,
            ...costNotes(all),
          ]),
        ]),
    ...(ofTeams.length === 0 ? [] : [list('Budgets of teams', ofTeams)]),
    ...(nothing ? [] : sections),
    ...(unread.length === 0 ? [] : [list('Left out', unread)]),
  ].join('\n\n')}\n`;
}

/** Lines on the budgets of teams, each with its run. */
export function teamBudgetsOf(histories: readonly RunHistory[]): readonly string[] {
  return histories.flatMap(({ run, teamBudgets }) => teamBudgets.map((line) => `${run}: ${line}`));
}

function list(title: string, lines: readonly string[]): string {
  return [`## ${title}`, '', ...lines.map((line) => `- ${line}`)].join('\n');
}

function row(group: CostRow): string {
  const label = group.label.replaceAll('|', '\\|').replace(/\s+/g, ' ');
  return `| ${label} | ${group.sessions} | ${usedText(group)} | ${durationText(group.milliseconds)} |`;
}

function usedText({ usage, silent, sessions, unpriced }: CostRow): string {
  if (silent === sessions) return 'not reported';
  return `${usageText(usage)}${unpriced === 0 ? '' : ', partly without a price'}`;
}
