import { entry } from '../directive/contain.ts';
import { learnHandoff } from '../directive/readerHandoffs.ts';
import { directiveText, mergeGate } from '../directive/sections.ts';
import type { Learning } from './learnings.ts';
import type { RecordLine } from './recordLines.ts';

export interface LearnDirectiveRequest {
  readonly session: string;
  readonly run: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly record: readonly RecordLine[];
  /** Sentences that are kept or proposed already. */
  readonly known: readonly Pick<Learning, 'text'>[];
}

/** The complete prompt of an agent that reads the record of a run for what the next one should know. */
export function renderLearnDirective(request: LearnDirectiveRequest): string {
  const { session, run, repository, branch, base, title, record, known } = request;
  return directiveText(
    { session, run, repository, branch, base, kind: 'learn' },
    'Learn from a run',
    'Agents have carried out a plan in this repository. Read the record of the run, and say what planners and agents of the next one should know so that it goes better. You report, and change nothing; a person keeps, rewords or dismisses each of your sentences.',
    [
      {
        title: 'The record',
        body: [
          entry('-', `Plan: ${title}`),
          '',
          ...record.map(({ number, text }) => entry('-', `[${number}] ${text}`)),
        ].join('\n'),
      },
      {
        title: 'What to look for',
        body: [
          '- A constraint that would have kept a failure, a rejection or an intervention of a person away.',
          '- A fact about this repository that an agent found out late: a command, a convention, a file that goes with another.',
          '- Something that a check could find: say which command would fail on it.',
          '- A risk that nobody looked for, as the focus of an audit lens.',
          '- Follow-ups that came several times.',
        ].join('\n'),
      },
      {
        title: 'Constraints',
        body: [
          '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
          '- Each learning is one sentence that is true of later runs as well, and cites the records it rests on by their numbers, and commits where it is about their code. What cites nothing, or what is not there, does not count.',
          '- Nothing to learn is a result: then `learnings` is an empty list. At most ten.',
          ...(known.length === 0 ? [] : ['- These are known already, and are not to be said again:']),
          ...known.map(({ text }) => entry('  -', text)),
        ].join('\n'),
      },
      learnHandoff(),
      mergeGate,
    ],
  );
}
