import type { FileChange, ValidatorFinding } from '../model/terms.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { code, entry, oneLine, paragraph } from './contain.ts';
import { validatorHandoff } from './handoffSection.ts';
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
          : before.findings.map((finding) => entry('-', findingText(finding)))),
        '',
        'Report again what is still true, leave out what is remedied, and add what the fixes have broken. Do not repeat what was marked out or deferred: a person has decided that.',
      ].join('\n'),
    },
  ];
}

/** One finding of validators, for directives: how grave, where, what, why, and what to do. */
export function findingText({ severity, file, line, title, detail, remediation, triage }: ValidatorFinding): string {
  const marked = triage === undefined || triage === 'in' ? '' : `, marked ${triage}`;
  return [
    `${severity}${marked}, ${code(`${file}:${line}`)}: ${title}`,
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
    ...plan.principles.map((text, index) => entry('-', `Principle ${index + 1}, where a trade-off arises: ${text}`)),
  ].join('\n');
}
