import type { FileChange } from '../model/repository.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { code, entry, oneLine, paragraph } from './contain.ts';
import { validatorHandoff } from './reviewHandoffs.ts';
import { whichCounts } from './whichCounts.ts';
import { directiveText, facts, mergeGate, optionalSection } from './sections.ts';
import type { Section, SessionFacts } from './sections.ts';

export interface ValidatorDirectiveRequest extends SessionFacts {
  /** Name of the validator in its session and handoff. */
  readonly validator: string;
  readonly disposition: string;
  /** Commit the whole change started from. */
  readonly start: string;
  /** Everything the change has touched, as the waves report it. */
  readonly changes: readonly FileChange[];
  /** Files it has in front of it, by name. */
  readonly files?: readonly string[];
  /** With it, the validator looks again after fixes: the commit it saw last, and what it found then. */
  readonly before?: { readonly head: string; readonly findings: readonly ValidatorFinding[] } | undefined;
}

/** Beyond this a list of files is of no help; git shows the rest. */
const mostFiles = 300;

/**
 * The complete prompt of a validator: the same for both but for the disposition. It reviews the whole change at `base`
 * against the plan, and changes nothing.
 */
export function renderValidatorDirective(request: ValidatorDirectiveRequest): string {
  const { plan, validator, disposition } = request;
  const introduction =
    request.before === undefined
      ? 'You validate a finished change to a codebase before a person accepts it. Another validator gets the same words with another disposition. You report, and change nothing.'
      : 'You have validated this change before, and it has been worked on since. Look again, at what you found and at what is new. You report, and change nothing.';
  return directiveText(
    { ...facts(request), kind: 'validate', validator },
    `Validate: ${oneLine(plan.title)}`,
    introduction,
    [
      { title: 'Disposition', body: paragraph(disposition) },
      ...lastTime(request),
      { title: 'The change', body: theChange(request) },
      ...inFront(request.files ?? []),
      ...optionalSection(
        'Definition of done',
        plan.definitionOfDone.map(({ statement, verify }) => entry('-', `${statement} (to be seen by: ${verify})`)),
      ),
      { title: 'Constraints', body: constraints(plan) },
      validatorHandoff(validator),
      mergeGate,
    ],
  );
}

function theChange({ plan, start, base, changes }: ValidatorDirectiveRequest): string {
  const range = `${start} ${base}`;
  const shown = changes.slice(0, mostFiles);
  return [
    `The worktree you are in holds the result. ${code(`git diff ${range}`)} shows all of it. It was made in these waves:`,
    '',
    ...plan.waves.map((wave, index) =>
      entry(
        `${index + 1}.`,
        [wave.title, ...wave.tasks.map((task) => `- ${oneLine(task.title)}: ${oneLine(task.objective)}`)].join('\n'),
      ),
    ),
    '',
    'Files it has touched:',
    '',
    ...shown.map(({ path, kind, additions, deletions }) => `- ${code(path)} (${kind}, +${additions} −${deletions})`),
    ...(changes.length > shown.length ? [`- and ${changes.length - shown.length} more`] : []),
    ...(plan.scope.in.length === 0 ? [] : ['', ...plan.scope.in.map((text) => entry('-', `In scope: ${text}`))]),
  ].join('\n');
}

const contents: Readonly<Record<string, string>> = {
  'change.diff': 'the whole change, riskiest files first; it says which files did not fit',
  'places.md': 'the changed lines that are most likely to be wrong, riskiest first: where to begin, not where to end',
  'since.diff': 'what was done since you looked last',
  'tasks.md': 'the contract of every task: what it owns, has to do, provides and is held to',
  'spec.md': 'the cited parts of the specification',
  'checks.md': 'what was run on the result, and what came of it',
  'criteria.md': 'the acceptance criteria, and what a verifier says of each',
  'findings.md': 'the findings so far with their history',
};

/** No shell is needed to see the change, and some validators have none. */
function inFront(files: readonly string[]): readonly Section[] {
  return optionalSection(
    'What you have in front of you',
    files.length === 0
      ? []
      : [
          'These files lie in `.wavegate/review/` of your worktree. Read them whole before you judge:',
          '',
          ...files.map((name) => `- ${code(`.wavegate/review/${name}`)}: ${contents[name] ?? name}`),
        ],
  );
}

function lastTime({ before, base }: ValidatorDirectiveRequest): readonly Section[] {
  if (before === undefined) return [];
  return [
    {
      title: 'Since you looked last',
      body: [
        `${code(`git diff ${before.head} ${base}`)} shows what was done since. These were the findings, yours and the other validator's:`,
        '',
        ...(before.findings.length === 0
          ? ['- none']
          : before.findings.map((finding) => entry('-', `${finding.id}, ${findingText(finding)}`))),
        '',
        'Say of each of them in `earlier` of the review whether it is `fixed` or `open`, by its id: one that you leave out goes to a person. Report what the fixes have broken as a new finding. What was marked out or deferred has been decided by a person.',
      ].join('\n'),
    },
  ];
}

/** One finding of validators, for directives: how grave, where, what, why, and what to do. */
export function findingText({
  severity,
  file,
  line,
  title,
  detail,
  remediation,
  triage,
  criteria = [],
}: ValidatorFinding): string {
  const marked = triage === undefined || triage === 'in' ? '' : `, marked ${triage}`;
  return [
    `${severity}${marked}, ${code(`${file}:${line}`)}: ${title}`,
    ...(criteria.length === 0 ? [] : [`Not met because of it: ${criteria.join(', ')}`]),
    ...(detail === '' ? [] : [detail]),
    ...(remediation === '' ? [] : [`Remedy: ${remediation}`]),
  ].join('\n');
}

function constraints(plan: Plan): string {
  return [
    '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
    '- Report what you have seen in this code, each with its file and line.',
    '- A blocker is what must not be accepted as it is; an issue should be fixed; a nit is polish.',
    ...plan.constraints.map((text) => entry('-', `Must hold: ${text}`)),
    ...plan.scope.out.map((text) => entry('-', `Out of scope: ${text}`)),
    ...whichCounts(
      plan,
      'Work that goes by it is right; report where they disagree as an issue of the one that is wrong.',
    ),
    ...plan.principles.map((text, index) => entry('-', `Principle ${index + 1}, where a trade-off arises: ${text}`)),
  ].join('\n');
}
