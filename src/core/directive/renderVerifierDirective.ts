import type { Criterion } from '../criteria/criteria.ts';
import type { SpecTexts } from '../criteria/specSections.ts';
import { specReferences } from '../criteria/specSections.ts';
import type { FileChange } from '../model/repository.ts';
import type { PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { code, entry, oneLine, paragraph } from './contain.ts';
import { citedSpec, criterionEntry } from './criteriaSections.ts';
import { verifierHandoff } from './reviewHandoffs.ts';
import { directiveText, facts, mergeGate, optionalSection } from './sections.ts';
import type { Section, SessionFacts } from './sections.ts';

export interface VerifierDirectiveRequest extends SessionFacts {
  readonly wave: PlanWave;
  /** Name of the session in its handoff. */
  readonly subject: string;
  readonly disposition?: string | undefined;
  readonly tasks: readonly { readonly task: PlanTask; readonly criteria: readonly Criterion[] }[];
  readonly changes: readonly FileChange[];
  readonly specs: SpecTexts;
  /** Commands that are known to run tests. */
  readonly commands: readonly string[];
}

const mostFiles = 200;

/** The complete prompt of a verifier: the merged work of a wave, to be held against its acceptance criteria one by one. */
export function renderVerifierDirective(request: VerifierDirectiveRequest): string {
  const { plan, wave, subject, tasks, specs, disposition, commands } = request;
  const references = [...new Set(tasks.flatMap(({ task }) => specReferences(plan, task.spec)))];
  return directiveText(
    { ...facts(request), kind: 'verify', wave: wave.id },
    `Verify: ${oneLine(wave.title)}`,
    'You verify finished work against its acceptance criteria, one by one. You did not write it. The worktree you are in holds it, is yours alone, and is thrown away afterwards: run whatever you need.',
    [
      ...optionalSection('Disposition', disposition === undefined ? [] : [paragraph(disposition)]),
      { title: 'Acceptance criteria', body: criteria(tasks) },
      ...citedSpec(references, specs),
      ...changed(request),
      {
        title: 'Verification',
        body: [
          'For each criterion, find the test that shows it, run the command that runs this test, and look whether the test would fail if the criterion were not met. Every command you cite is run again, on exactly the code that was merged: a claim that does not hold is shown as such.',
          '',
          ...(commands.length === 0
            ? ['The plan names no command that runs tests: find out how they are run.']
            : commands.map((command) => `- ${code(command)}`)),
        ].join('\n'),
      },
      {
        title: 'Constraints',
        body: [
          '- Change no file that is there. A change to one ends the session and is undone; what you add is thrown away.',
          '- Cite commands exactly as you ran them, without a shell: no pipes, no redirections, no `&&`. Cite tests by the name that their runner reports.',
          '- `pass` needs a test that shows it. Where no test does, it is `not-covered`, however good the code looks.',
          ...plan.constraints.map((text) => entry('-', `Must hold: ${text}`)),
        ].join('\n'),
      },
      verifierHandoff(
        subject,
        tasks.flatMap((each) => each.criteria.map(({ id }) => id)),
        commands,
      ),
      mergeGate,
    ],
  );
}

function criteria(tasks: VerifierDirectiveRequest['tasks']): string {
  return tasks
    .filter((each) => each.criteria.length > 0)
    .map((each) =>
      [
        `Of the task "${oneLine(each.task.title)}" (${oneLine(each.task.objective)}):`,
        '',
        ...each.criteria.map((criterion) => criterionEntry(criterion)),
      ].join('\n'),
    )
    .join('\n\n');
}

function changed({ changes }: VerifierDirectiveRequest): readonly Section[] {
  const shown = changes.slice(0, mostFiles);
  return optionalSection('Files that were changed', [
    ...shown.map(({ path, kind, additions, deletions }) => `- ${code(path)} (${kind}, +${additions} −${deletions})`),
    ...(changes.length > shown.length ? [`- and ${changes.length - shown.length} more`] : []),
  ]);
}
