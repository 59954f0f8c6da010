import { commandWord } from '../../util/commandWord.ts';
import { code, entry, oneLine, paragraph } from './contain.ts';
import { taskHandoff } from './workHandoffs.ts';
import { directiveText, facts, mergeGate } from './sections.ts';
import type { Section, SessionFacts } from './sections.ts';

/** One piece of work that does not fit together with another. */
export interface ConflictingWork {
  readonly title: string;
  readonly objective: string;
  /** Commit it started from, and the commit that contains the work. */
  readonly base: string;
  readonly commit: string;
}

export interface ResolverDirectiveRequest extends SessionFacts {
  readonly wave: string;
  /** Name of the session in its handoff. */
  readonly subject: string;
  readonly files: readonly string[];
  readonly works: readonly ConflictingWork[];
  readonly verify: readonly string[];
  /** Wave whose work is taken back, so that one side is its work undone. */
  readonly takesBack?: string;
}

/** The complete prompt of a resolver: the merged work of a wave is in its worktree, with conflicts in a few files. */
export function renderResolverDirective(request: ResolverDirectiveRequest): string {
  const { plan, wave, subject, files, verify, takesBack } = request;
  return directiveText(
    { ...facts(request), kind: 'resolve', wave },
    'Resolve a conflict',
    takesBack === undefined
      ? 'Several agents have worked on one change at the same time, and parts of their work do not fit together. The worktree you are in holds all of it; where git could not decide, both sides stand between conflict markers.'
      : 'Work of a change is taken back, and later work touches the same places. In the worktree you are in it is undone where git could decide; elsewhere both sides stand between conflict markers.',
    [
      {
        title: 'Objective',
        body: `${takesBack === undefined ? 'Make these files do what each of the pieces of work below was to achieve.' : `Make these files do what they do without ${oneLine(takesBack)}, and with everything that was committed after it.`} Where that cannot be, hand off as \`blocked\` and say in \`question\` what a person has to decide.`,
      },
      { title: 'Files you own', body: owned(files) },
      works(request),
      {
        title: 'Steps',
        body: [
          '1. Read both sides of every conflict, and what each was to achieve.',
          '2. Write each file as it would be had one person done both, without conflict markers.',
          '3. Run the commands under Verification, and repair what they show, within these files.',
        ].join('\n'),
      },
      {
        title: 'Constraints',
        body: [
          takesBack === undefined
            ? '- Nothing of either side is dropped, and nothing is added beside them.'
            : `- Only what ${oneLine(takesBack)} did is taken out, and nothing is added.`,
          ...plan.constraints.map((text) => entry('-', text)),
          ...plan.protected.map((glob) => `- Nobody may touch ${code(glob)}.`),
        ].join('\n'),
      },
      {
        title: 'Verification',
        body:
          verify.length === 0
            ? 'The plan names no command. Say in the summary how you have convinced yourself that both sides are whole.'
            : [
                'Run these before you hand off. They must all succeed; they are run again after you.',
                '',
                ...verify.map((command) => `- ${code(command)}`),
              ].join('\n'),
      },
      taskHandoff(subject, verify),
      mergeGate,
    ],
  );
}

function owned(files: readonly string[]): string {
  return [
    'You may change or delete these, and no others:',
    '',
    ...files.map((file) => `- ${code(file)}`),
    '',
    'A change anywhere else ends the session and is undone.',
  ].join('\n');
}

function works({ works: pieces, files }: ResolverDirectiveRequest): Section {
  const names = files.map(commandWord).join(' ');
  return {
    title: 'The work that does not fit together',
    body: pieces
      .map(({ title, objective, base, commit }) =>
        [
          entry('-', `${oneLine(title)}: ${paragraph(objective)}`),
          `  ${code(`git diff ${base} ${commit} -- ${names}`)} shows what it changed.`,
        ].join('\n'),
      )
      .join('\n'),
  };
}
