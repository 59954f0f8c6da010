import { criteriaOf } from '../criteria/criteria.ts';
import { fileOfReference } from '../criteria/specSections.ts';
import type { SpecTexts } from '../criteria/specSections.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { VerifiedCriterion } from '../queries/criteria.ts';

/** Input of the files that a validator reads instead of asking git. */
export interface ReviewInput {
  readonly plan: Plan;
  readonly specs: SpecTexts;
  readonly checks: readonly CheckRun[];
  readonly findings: readonly ValidatorFinding[];
  readonly criteria: readonly VerifiedCriterion[];
  /** Files that the change has touched. */
  readonly changed?: readonly string[];
}

/** Longest text of one check; its end says what failed. */
const longestTail = 4_000;

/**
 * Documents a validator needs beside the change itself, as files of Markdown by their names: contracts of the tasks, cited
 * parts of the specification, results of the checks, and findings so far. No shell is needed to read them.
 */
export function reviewFiles(input: ReviewInput): Readonly<Record<string, string>> {
  const { specs, checks, findings, criteria } = input;
  const spec = Object.entries(specs).map(([reference, text]) => {
    const file = fileOfReference(reference);
    const old = (input.changed ?? []).includes(file)
      ? `(As it was when its task began. The change has corrected ${file} since: read it in the worktree for what counts.)\n\n`
      : '';
    return `# ${reference}\n\n${old}${text}\n`;
  });
  const files = {
    'tasks.md': contracts(input),
    ...(spec.length === 0 ? {} : { 'spec.md': spec.join('\n') }),
    ...(checks.length === 0 ? {} : { 'checks.md': checks.map(checkText).join('\n') }),
    ...(criteria.length === 0 ? {} : { 'criteria.md': criteria.map(criterionText).join('') }),
    ...(findings.length === 0 ? {} : { 'findings.md': findings.map(findingText).join('\n') }),
  };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bounded(text)]));
}

/** Most characters of one file: an agent reads files whole, and has to have room for the code. */
const longestFile = 120_000;

function bounded(text: string): string {
  if (text.length <= longestFile) return text;
  return `${text.slice(0, longestFile)}\n\n(Cut here: ${text.length - longestFile} characters more.)\n`;
}

function contracts({ plan, specs }: ReviewInput): string {
  return plan.waves
    .flatMap((wave) =>
      wave.tasks.map((task) =>
        [
          `# ${task.id}: ${task.title}`,
          '',
          `Wave ${wave.title}. ${task.objective}`,
          ...list('Owns', task.owns),
          ...list('Deletes', task.deletes),
          ...list('Steps', task.steps),
          ...list('Constraints', task.constraints),
          ...list('Provides', task.interfaces.provides),
          ...list('Consumes', task.interfaces.consumes),
          ...list('Verified by', task.verify),
          ...list(
            'Acceptance criteria',
            criteriaOf(plan, task, specs).map(({ id, text, tests }) =>
              [`${id}: ${text}`, ...(tests.length === 0 ? [] : [`(tests: ${tests.join(', ')})`])].join(' '),
            ),
          ),
          '',
        ].join('\n'),
      ),
    )
    .join('\n');
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, '', ...lines.map((line) => `- ${line}`)];
}

function criterionText({ id, text, task, report, violations }: VerifiedCriterion): string {
  const said =
    report === undefined
      ? 'not verified'
      : [
          report.verdict,
          report.confirmation,
          report.test ?? '',
          report.command ?? '',
          report.why ?? '',
          report.note ?? '',
        ]
          .filter((part) => part !== '')
          .join(', ');
  const held = violations.length === 0 ? '' : `; not met, say ${violations.map((finding) => finding.id).join(', ')}`;
  return `- ${id} (${task}): ${text.replace(/\.$/, '')}. ${said}${held}\n`;
}

function checkText({ name, command, exitCode, passed, skipped, failed, tail, measured }: CheckRun): string {
  const counts = [
    ...(passed === undefined ? [] : [`${passed} passed`]),
    ...(skipped === undefined || skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(failed.length === 0 ? [] : [`${failed.length} failed: ${failed.map((test) => test.name).join('; ')}`]),
    ...(measured === undefined
      ? []
      : [
          `measured ${measured.value ?? 'no number'}, before ${measured.base ?? 'no number'}, has to be ${measured.bound}`,
        ]),
  ];
  return [
    `# ${name}`,
    '',
    `${command}: exit code ${exitCode ?? 'none'}${counts.length === 0 ? '' : `, ${counts.join(', ')}`}`,
    '',
    ...tail
      .slice(-longestTail)
      .split('\n')
      .map((line) => `    ${line}`),
    '',
  ].join('\n');
}

function findingText(finding: ValidatorFinding): string {
  const { id, severity, file, line, title, detail, remediation, triage, status = 'open', history = [] } = finding;
  const { criteria = [] } = finding;
  return [
    `# ${id}: ${title}`,
    '',
    `${severity}, ${file}:${line}, ${status}${triage === undefined ? '' : `, marked ${triage} by a person`}`,
    '',
    ...(criteria.length === 0 ? [] : [`Not met because of it: ${criteria.join(', ')}`, '']),
    ...(detail === '' ? [] : [detail, '']),
    ...(remediation === '' ? [] : [`Remedy: ${remediation}`, '']),
    ...history.map(({ attempt, what }) => `- Round ${attempt}: ${what}`),
    '',
  ].join('\n');
}
