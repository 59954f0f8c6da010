import type { ValidatorFinding } from '../model/finding.ts';
import type { PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { unifiedDiff } from '../text/lineDiff.ts';
import { code, entry, fence, oneLine, paragraph } from './contain.ts';
import { aheadHandoff } from './reviewHandoffs.ts';
import { sectionOf } from './lintDirective.ts';
import { renderDirective } from './renderDirective.ts';
import { findingText } from './renderValidatorDirective.ts';
import { directiveText, facts, mergeGate, optionalSection } from './sections.ts';
import type { Section, SessionFacts } from './sections.ts';

export interface AheadDirectiveRequest extends SessionFacts {
  /** Name of the validator in its session and handoff. */
  readonly validator: string;
  readonly disposition: string;
  /** Path of the plan, from the repository root. */
  readonly planFile: string;
  /** Waves whose tasks are read, in plan order. */
  readonly waves: readonly PlanWave[];
  readonly committed: readonly PlanWave[];
  /** Waves that are at work while this is read: their result is not in the worktree. */
  readonly underWay: readonly PlanWave[];
  /** With it, the validator looks again: the commit and the directive of the last time, and what both found then. */
  readonly before?:
    | {
        readonly head: string;
        readonly directive: string;
        readonly findings: readonly ValidatorFinding[];
        /** Why its verdict no longer counts. */
        readonly voided?: string | undefined;
      }
    | undefined;
}

const directivesTitle = 'The directives';

/**
 * The complete prompt of a validator that reads tasks before agents get them, at the commit they will start from: the same
 * for both but for the disposition.
 */
export function renderAheadDirective(request: AheadDirectiveRequest): string {
  const { plan, validator, disposition, waves, before } = request;
  const introduction =
    before === undefined
      ? 'Agents are going to carry out the directives below, each alone, without asking anybody. You read them first, against the plan and the code, while they can still be changed for the price of a sentence. Another validator gets the same words with another disposition. You report, and change nothing.'
      : 'You have validated these directives before, and something has changed since. Look again, at what you found and at what is new. You report, and change nothing.';
  const title = waves.map((wave) => oneLine(wave.title)).join(', ');
  const read = directives(request);
  return directiveText(
    { ...facts(request), kind: 'validate-task', validator },
    `Validate before the launch: ${title}`,
    introduction,
    [
      { title: 'Disposition', body: paragraph(disposition) },
      ...lastTime(request, read),
      { title: directivesTitle, body: read },
      { title: 'What to check', body: checks },
      { title: 'Around them', body: around(request) },
      ...optionalSection(
        'Definition of done',
        plan.definitionOfDone.map(({ statement, verify }) => entry('-', `${statement} (to be seen by: ${verify})`)),
      ),
      { title: 'Constraints', body: constraints(request) },
      aheadHandoff(validator),
      mergeGate,
    ],
  );
}

const checks = [
  '1. Structure: each task has what it builds on in the code or in an earlier wave, owns every file it has to change, and its steps lead to its objective.',
  '2. Self-contained: an agent that knows this directive and the repository, and nothing else, can carry it out without guessing.',
  '3. Design: names, signatures, paths and interfaces agree with the code at this commit, with what other tasks provide and consume, and with the specification where there is one.',
  '4. Tests first where the recipe says so: what is to fail before the work can fail, and tests assert behaviour rather than that code runs.',
  '5. Verification: the commands exist here, and would be red if the objective were not met. Each part of the objective is covered by one.',
  '6. Traceability: every task serves the plan, and every finding, interface and statement of the definition of done that these tasks are to serve is served by one.',
].join('\n');

/** Directives without the parts that are the same for all agents. */
function directives(request: AheadDirectiveRequest): string {
  const { plan, waves, run, repository, base } = request;
  return waves
    .flatMap((wave) => wave.tasks.map((task) => ({ wave, task })))
    .map(({ wave, task }) => {
      const text = renderDirective({
        run,
        session: task.id,
        kind: 'implement',
        plan,
        wave,
        task,
        branch: task.id,
        base,
        repository,
      });
      const from = text.indexOf('\n# ') + 1;
      const to = text.indexOf('\n## Handoff\n');
      return `Task ${code(task.id)} of wave ${code(wave.id)}:\n\n${fence(text.slice(from, to === -1 ? undefined : to), 'markdown')}`;
    })
    .join('\n\n');
}

function around({ plan, planFile, waves, committed, underWay }: AheadDirectiveRequest): string {
  const known = new Set([...waves, ...committed, ...underWay].map(({ id }) => id));
  const later = plan.waves.filter(({ id }) => !known.has(id));
  return [
    `${code(oneLine(plan.title))}. The whole plan is in ${code(planFile)}, where the repository has it.`,
    ...committed.map((wave) => entry('-', `Done, and in your worktree: ${wave.title}`)),
    ...underWay.map((wave) =>
      entry(
        '-',
        [
          `At work right now, and not in your worktree: ${wave.title}. Take it that this comes out as planned:`,
          ...wave.tasks.map(taskLine),
        ].join('\n'),
      ),
    ),
    ...later.map((wave) => entry('-', [`Later: ${wave.title}`, ...wave.tasks.map(taskLine)].join('\n'))),
    ...plan.scope.in.map((text) => entry('-', `In scope: ${text}`)),
  ].join('\n');
}

function taskLine({ title, objective, owns, interfaces }: PlanTask): string {
  const provides = interfaces.provides.length === 0 ? '' : `; provides ${interfaces.provides.join(', ')}`;
  return `- ${oneLine(title)}: ${oneLine(objective)} (owns ${owns.map(code).join(', ')}${oneLine(provides)})`;
}

function lastTime({ before, base, planFile }: AheadDirectiveRequest, read: string): readonly Section[] {
  if (before === undefined) return [];
  const changes = unifiedDiff(sectionOf(before.directive, directivesTitle) ?? '', read, 'directives');
  return [
    {
      title: 'Since you looked last',
      body: [
        ...(before.voided === undefined ? [] : [oneLine(before.voided), '']),
        ...(before.head === base ? [] : [`${code(`git diff ${before.head} ${base}`)} shows what was committed since.`]),
        changes === ''
          ? `The directives have not changed, whatever else ${code(planFile)} says now.`
          : `The directives have changed:\n\n${fence(changes, 'diff')}`,
        '',
        "These were the findings, yours and the other validator's:",
        '',
        ...(before.findings.length === 0
          ? ['- none']
          : before.findings.map((finding) => entry('-', findingText(finding)))),
        '',
        'Report again what is still true, leave out what is remedied, and add what the changes have broken. A finding is remedied only by a change you can name.',
      ].join('\n'),
    },
  ];
}

function constraints({ plan }: AheadDirectiveRequest): string {
  return [
    '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
    '- Report what you have seen in these directives and in this code, each with its file and line; a finding about a directive cites the place in the plan, or in the code that it is about.',
    '- A blocker is what would make an agent build the wrong thing, or stop; an issue should be put right; a nit is polish.',
    ...plan.constraints.map((text) => entry('-', `Must hold: ${text}`)),
    ...plan.scope.out.map((text) => entry('-', `Out of scope: ${text}`)),
  ].join('\n');
}
