import { code, entry, paragraph } from '../directive/contain.ts';
import { draftHandoff } from '../directive/readerHandoffs.ts';
import { learnedSection } from '../directive/renderDirective.ts';
import { directiveText, mergeGate, optionalSection } from '../directive/sections.ts';
import type { Section } from '../directive/sections.ts';
import type { Finding } from '../model/finding.ts';
import { formatReference } from './formatReference.ts';
import type { Goal } from './goal.ts';
import { taskListNotes } from './taskList.ts';

export interface DraftDirectiveRequest extends Goal {
  readonly session: string;
  readonly run: string;
  readonly branch: string;
  readonly base: string;
  /** Path that the plan is going to have, from the repository root. */
  readonly file: string;
  /** Text of the plan file as it is; absent where there is none yet. */
  readonly before?: string;
  /** Agent profiles that tasks may name. */
  readonly agents: readonly string[];
  /** Findings of an audit that a person has marked in. */
  readonly findings: readonly Pick<Finding, 'id' | 'severity' | 'file' | 'line' | 'title' | 'remediation'>[];
  /** Lessons of earlier runs, as people accepted it. */
  readonly learned?: readonly string[];
  /** Markdown; see renderDigest. */
  readonly digest: string;
}

/** The complete prompt of a planner: it reads, and answers with a plan. */
export function renderDraftDirective(request: DraftDirectiveRequest): string {
  const { goal, spec, file, before, agents, findings, digest, session, run, branch, base } = request;
  const list = spec === undefined ? undefined : taskListNotes(spec.name, spec.text);
  return directiveText(
    { session, run, branch, base, kind: 'draft' },
    'Draft a plan',
    'You plan a change to this repository, for agents that will carry it out without asking anybody. You read, and change nothing. A person decides about your plan before anything of it runs.',
    [
      { title: 'Objective', body: paragraph(goal) },
      ...(spec === undefined ? [] : [fenced(`What is wanted: ${spec.name}`, spec.text, 'markdown')]),
      ...(list === undefined ? [] : [{ title: 'The task list', body: list }]),
      ...(before === undefined
        ? []
        : [
            fenced(
              'The plan as it is',
              before,
              'yaml',
              `The text of ${code(file)}, which a person has written. Your plan is the next version of it: keep every line you have no reason to change, comments included.`,
            ),
          ]),
      ...optionalSection(
        'Findings to cover',
        findings.map(({ id, severity, file: at, line, title, remediation }) =>
          entry(
            '-',
            `${id} (${severity}, ${at}:${line}): ${title}${remediation === '' ? '' : `\nRemedy: ${remediation}`}`,
          ),
        ),
      ),
      { title: 'The repository', body: digest },
      ...learnedSection(request.learned ?? []),
      { title: 'How to plan', body: howToPlan(agents, findings.length > 0) },
      { title: 'The format', body: formatReference() },
      {
        title: 'Constraints',
        body: [
          '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
          '- Read the code before you name a file of it. A path that is not there is refused.',
          '- Every rule under "How to plan" is checked by machine; what is wrong comes back to you.',
        ].join('\n'),
      },
      draftHandoff(),
      mergeGate,
    ],
  );
}

function howToPlan(agents: readonly string[], hasFindings: boolean): string {
  return [
    'A plan is YAML that begins with `waveplan: 1` and `title`. Waves run one after the other, the tasks of a wave at the same time.',
    '',
    '- Every task is for one agent that knows only its own task: an objective that can be seen to be met, 3 to 20 concrete steps, the files it owns, what to read first, and commands that prove it is done (`verify`).',
    '- No two tasks of a wave may own the same file. A file that two tasks need goes to one of them, or the tasks go into different waves.',
    '- A task that needs the result of another is in a later wave and names it in `dependsOn`. What is made in one place and used in others comes first: foundation before migration.',
    '- Two to four tasks a wave are usual. One task in one wave is right for a small change.',
    '- `definitionOfDone` holds statements that could be shown to be false, each with a command after "$ " or what to look at. `scope.out` says what is left alone, `constraints` what must not change.',
    '- `checkpoint.test` is the command that tests the whole project; take it from what was found in the repository.',
    '- Commands run without a shell: no pipes, no `&&`, no variables.',
    '- Words such as "improve", "properly" or "as needed" leave the agent to guess. Say what, where and how it is seen.',
    ...(agents.length === 0
      ? ['- Do not write `agents`: the person chooses who does the work.']
      : [`- The agents of the plan are ${agents.map(code).join(', ')}. Use no other, and leave \`agents\` as it is.`]),
    ...(hasFindings
      ? [
          '- Copy each finding under "Findings to cover" into `findings`, and name it in the `findings` of the task that remedies it.',
        ]
      : []),
  ].join('\n');
}

/** Message to a planner in the same conversation when its plan does not hold. */
export function renderRepairDirective(
  wrong: readonly string[],
  {
    session,
    run,
    branch,
    base,
    round,
  }: Pick<DraftDirectiveRequest, 'session' | 'run' | 'branch' | 'base'> & { readonly round: number },
): string {
  return directiveText(
    { session, run, branch, base, kind: 'draft' },
    'Correct the plan',
    `Your plan was checked, and this is wrong with it (round ${round} of at most ${mostRepairs}). Correct it, keep the rest, and answer with the whole plan again.`,
    [
      { title: 'Objective', body: wrong.map((text) => entry('-', text)).join('\n') },
      { title: 'Constraints', body: '- Change nothing in the repository: you only answer.' },
      draftHandoff(),
      mergeGate,
    ],
  );
}

/** Number of times a planner is asked to correct its plan. */
export const mostRepairs = 3;

/** Notes for a planner whose conversation cannot be continued: the first directive, and its last answer. */
export function draftHandOver(directive: string, answer: string | undefined): string {
  return [
    '# What you are planning',
    '',
    fence(directive, 'markdown'),
    '',
    '# Your last answer',
    '',
    answer === undefined ? 'There was no plan in it.' : fence(answer, 'yaml'),
    '',
  ].join('\n');
}

function fenced(title: string, text: string, language: string, introduction?: string): Section {
  return { title, body: [...(introduction === undefined ? [] : [introduction, '']), fence(text, language)].join('\n') };
}

/** A block that nothing in the text can close. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text.trimEnd()}\n${mark}`;
}
