import { durationText } from '../history/spans.ts';
import { flowReturnLine } from './flowWords.ts';
import { acceptedLines, flowNotes, tokensText } from './flowTables.ts';
import type { FlowReport } from './flowTables.ts';

/** Repeated flows of one repository. */
export interface RepositoryFlows {
  /** Top folder of its checkout. Absolute. */
  readonly repository: string;
  readonly report: FlowReport;
  /** Database of a team, for people, whose runs are not in the report. */
  readonly elsewhere?: string;
}

/** Repeated flows of some repositories as Markdown for people, what would have saved most first. */
export function flowDocument(all: readonly RepositoryFlows[]): string {
  const parts = all.map(({ repository, report, elsewhere }) =>
    [
      ...(all.length === 1 ? [] : [`## ${repository}`]),
      ...(elsewhere === undefined ? [] : [notRead(elsewhere)]),
      ...flowParts(report),
    ].join('\n\n'),
  );
  const none = 'No folder of this window is in a repository, so there are no runs to look at.';
  return `${['# Repeated Flows', ...(all.length === 0 ? [none] : parts)].join('\n\n')}\n`;
}

function notRead(database: string): string {
  return (
    `From runs in files of this machine. For those of the team in ${database}, name the database in a terminal: ` +
    '`wavegate flows --database …` reads what sessions have told on this machine.'
  );
}

function flowParts(report: FlowReport): readonly string[] {
  const { flows, accepted, toMake, telling, sessions } = report;
  const rows = flows.map((flow, index) => {
    const { name, uses, runs, milliseconds, running } = flow;
    return `| ${index + 1} | ${name} | ${uses.length} | ${runs} | ${durationText(milliseconds)} | ${durationText(running)} | ${tokensText(flow)} |`;
  });
  const table = [
    '| | Flow | Times | Runs | Took | Its commands | Tokens |',
    '| --: | :-- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
  const details = flows.flatMap((flow, index) => [
    `### ${index + 1}. ${flow.name}`,
    `${flowReturnLine(flow, toMake)}`,
    // Four spaces show commands as they are, whatever characters they contain.
    flow.lines.map((line) => `    ${line}`).join('\n'),
    ...(flow.secret ? ['It contains a secret, so that no script is made of it.'] : []),
  ]);
  const nothing = `No commands came three times or more, one after the other, in ${telling} sessions of agents that told their commands (of ${sessions}).`;
  const [title, ...scripts] = acceptedLines(accepted).filter((line) => line !== '');
  return [
    ...(flows.length === 0 ? [nothing] : [table, ...details]),
    ...(title === undefined ? [] : [`### ${title}`, scripts.map((line) => `- ${line.trim()}`).join('\n')]),
    '### Notes',
    flowNotes(report)
      .map((line) => `- ${line}`)
      .join('\n'),
  ];
}
