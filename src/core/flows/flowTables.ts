import { shortAmount } from '../agents/usage.ts';
import { durationText } from '../history/spans.ts';
import { alignedTable } from '../history/tables.ts';
import { count } from '../words/labels.ts';
import type { FlowFollowUp } from './accepted.ts';
import { flowReturnLine } from './flowWords.ts';
import type { Flow } from './flows.ts';
import { savedInAll } from './flowReturn.ts';

/** Flow as it is shown: without secrets. */
export interface ListedFlow extends Flow {
  /** Its commands; parameters in angle brackets. */
  readonly lines: readonly string[];
  /** Some of its commands contain a secret, so that no script is made of it. */
  readonly secret: boolean;
}

/** Everything that is told about repeated flows. */
export interface FlowReport {
  readonly flows: readonly ListedFlow[];
  readonly accepted: readonly FlowFollowUp[];
  /** Sessions of agents that were looked at, and those whose programs tell commands. */
  readonly sessions: number;
  readonly telling: number;
  /** Commands too long to be known. */
  readonly cut: number;
  /** Milliseconds that a person needs to make a script of a flow. */
  readonly toMake: number;
}

/** Flows as lines for people, what would have saved most first; then the scripts there are, and what is not known. */
export function flowReportLines(report: FlowReport): readonly string[] {
  const { flows, toMake } = report;
  const table = alignedTable(
    [
      ['', 'flow', 'times', 'runs', 'took', 'its commands', 'calls', 'tokens'],
      ...flows.map((flow, index) => [
        String(index + 1),
        flow.name,
        String(flow.uses.length),
        String(flow.runs),
        durationText(flow.milliseconds),
        durationText(flow.running),
        flow.calls.toFixed(1).replace(/\.0$/, ''),
        tokensText(flow),
      ]),
    ],
    [0, 2, 3, 4, 5, 6, 7],
  );
  const details = flows.flatMap((flow, index) => [
    '',
    `${index + 1}. ${flow.name}: ${flowReturnLine(flow, toMake)}`,
    ...flow.lines.map((line) => `     ${line}`),
    ...(flow.secret ? ['     (It contains a secret, so that no script is made of it.)'] : []),
  ]);
  return [
    ...(flows.length === 0 ? [] : [...table, ...details, '']),
    ...acceptedLines(report.accepted),
    ...flowNotes(report),
  ];
}

/** Tokens of a use, marked where some are estimated. */
export function tokensText({ tokens, estimated }: Pick<Flow, 'tokens' | 'estimated'>): string {
  if (tokens === 0) return 'not told';
  return `${estimated > 0 ? 'about ' : ''}${shortAmount(Math.round(tokens))}`;
}

/** Follow-ups of scripts, a line each; with an empty one at the end. */
export function acceptedLines(accepted: readonly FlowFollowUp[]): readonly string[] {
  if (accepted.length === 0) return [];
  return [
    'Scripts in use:',
    ...accepted.map(({ file, since, used, runs, byHand, took, milliseconds }) => {
      const instead = byHand === 0 ? '' : `; its commands were run one by one ${count(byHand, 'time')}`;
      const by =
        took === undefined ? '' : `, ${durationText(took)} on average instead of ${durationText(milliseconds)}`;
      return `  ${file}: used ${count(used, 'time')} in ${count(runs, 'run')} since ${new Date(since).toISOString().slice(0, 10)}${by}${instead}`;
    }),
    '',
  ];
}

/** Notes on what was looked at, what is estimated, and what nothing is known of. */
export function flowNotes({ flows, sessions, telling, cut, toMake }: FlowReport): readonly string[] {
  const { milliseconds, tokens } = savedInAll(flows);
  const estimated = flows.some((flow) => flow.estimated > 0);
  return [
    ...(flows.length === 0
      ? []
      : [
          `All of them together, as scripts from the start: about ${durationText(milliseconds)} and ${shortAmount(Math.round(tokens))} tokens less. No command counts twice.`,
          'Tokens are those of the requests for all calls but the first, in and out, what was read from a cache included.',
          `Payback goes by ${durationText(toMake)} to read, try and commit a script (--minutes N); a use by a script is taken to last as long as its commands.`,
        ]),
    ...(estimated
      ? ['"about": some programs tell only a sum of tokens, which is spread evenly over their calls.']
      : []),
    ...(telling < sessions
      ? [
          `${count(sessions - telling, 'session')} of ${sessions} told no commands: their programs do not, or they ran none.`,
        ]
      : []),
    ...(cut > 0 ? [`${count(cut, 'command')} too long to be known: no flow goes across one.`] : []),
    'Commands that people run themselves are not seen, nor those of agents outside of runs, nor of runs on hosts of a team that this machine has no copy of.',
  ];
}
