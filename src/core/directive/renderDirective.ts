import type { CheckRun } from '../model/checkRun.ts';
import type { FileComment } from '../model/gate.ts';
import type { Finding, ValidatorFinding } from '../model/finding.ts';
import type { AuditLens, Plan, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import type { CommentFinding } from '../model/reviewComment.ts';
import { taskById } from '../plan/lookup.ts';
import { code, entry, oneLine, paragraph } from './contain.ts';
import { commentsOn, earlierAttempt, failingChecks, reviewComments } from './earlierWork.ts';
import type { EarlierAttempt } from './earlierWork.ts';
import { findingText } from './renderValidatorDirective.ts';
import { auditHandoff } from './readerHandoffs.ts';
import { explorerHandoff, taskHandoff } from './workHandoffs.ts';
import { whichCounts } from './whichCounts.ts';
import { directiveText, facts, mergeGate, optionalSection } from './sections.ts';
import type { Section, SessionFacts } from './sections.ts';
import { criteriaOf } from '../criteria/criteria.ts';
import { specReferences } from '../criteria/specSections.ts';
import type { SpecTexts } from '../criteria/specSections.ts';
import { acceptanceCriteria, citedSpec } from './criteriaSections.ts';
import { stagesOf } from '../recipes/stages.ts';
import { proofText } from './stageText.ts';

export interface DirectiveRequest extends SessionFacts {
  readonly kind: 'implement' | 'fix';
  readonly wave: PlanWave;
  readonly task: PlanTask;
  /** Red checks of the attempt before, when this one is to repair them. */
  readonly failing?: readonly CheckRun[];
  readonly earlier?: EarlierAttempt | undefined;
  /** Sections of specifications that were read, by reference. */
  readonly specs?: SpecTexts;
  /** Findings of the run's own audit, which tasks may name beside those of the plan. */
  readonly audited?: readonly (Finding | ValidatorFinding)[];
  /** Findings of validators in files this task owns. */
  readonly validated?: readonly ValidatorFinding[];
  /** Comments of reviewers at the forge that the task is to answer by a change. */
  readonly reviewed?: readonly CommentFinding[];
  /** Comments of a person on this task's work at the spot-check; the worktree contains that work. */
  readonly comments?: readonly FileComment[];
  /** Note of a person on the earlier work as a whole when they rejected it. */
  readonly rejection?: string;
  /** Lessons of earlier runs, as people accepted it. */
  readonly learned?: readonly string[];
  /** Note of a person who approved the change of the plan that this work follows from. */
  readonly advice?: string;
}

export interface AuditDirectiveRequest extends SessionFacts {
  readonly lens: AuditLens;
}

/**
 * The complete prompt of a session that changes files: Markdown with YAML front matter. The same request always gives the
 * same text, and plan text stays inside its section whatever it contains.
 */
export function renderDirective(request: DirectiveRequest): string {
  const { plan, task, wave, kind, comments = [], rejection, advice } = request;
  const introduction =
    comments.length > 0
      ? 'A person has looked at the work on this task, which the worktree you are in holds, and asks for changes before it is accepted. Answer every comment below by changing the code.'
      : kind === 'fix'
        ? 'The worktree you are in holds work of this change that is not green yet. Repair it, within the task below. You work alone; what you need to know is here.'
        : 'You have one task of a larger change, in a git worktree of your own. Others work on other tasks at the same time, in theirs. What you need to know is here.';
  return directiveText({ ...facts(request), kind, wave: wave.id, task: task.id }, oneLine(task.title), introduction, [
    ...role(plan, task),
    { title: 'Objective', body: paragraph(task.objective) },
    ...optionalSection(
      'Why the work before was rejected',
      rejection === undefined ? [] : [entry('-', `A person looked at it and wrote: ${rejection}`)],
    ),
    ...optionalSection(
      'Note of a person',
      advice === undefined ? [] : [entry('-', `Whoever approved that this is done now wrote: ${advice}`)],
    ),
    ...commentsOn(comments),
    ownership(task),
    ...optionalSection('Files you may delete', task.deletes.map(asCode)),
    ...readFirst(plan, task),
    ...(kind === 'implement' && comments.length === 0 ? recipe(plan, task) : []),
    steps(task),
    constraints(plan, task),
    ...learnedSection(request.learned ?? []),
    ...interfaces(task),
    verification(plan, task),
    ...acceptanceCriteria(criteriaOf(plan, task, request.specs)),
    ...citedSpec(specReferences(plan, task.spec), request.specs),
    ...findings(request),
    ...optionalSection(
      'Findings of the validators',
      (request.validated ?? []).map((finding) => entry('-', `${finding.id}, ${findingText(finding)}`)),
    ),
    ...reviewComments(request.reviewed ?? []),
    ...failingChecks(request.failing ?? []),
    ...earlierAttempt(request.earlier),
    taskHandoff(task.id, commandsOf(plan, task)),
    mergeGate,
  ]);
}

/** The complete prompt of an agent that lays out how it is going to carry out its task, and changes nothing yet. */
export function renderExploreDirective(request: Omit<DirectiveRequest, 'kind'>): string {
  const { plan, task, wave } = request;
  return directiveText(
    { ...facts(request), kind: 'explore', wave: wave.id, task: task.id },
    `Explore: ${oneLine(task.title)}`,
    'You are going to have the task below. First explore the repository and write down how you will carry it out, in this order of commits, for a person who reads it before anything changes. You change nothing now.',
    [
      ...role(plan, task),
      { title: 'Objective', body: paragraph(task.objective) },
      ownership(task),
      ...readFirst(plan, task),
      steps(task),
      constraints(plan, task),
      ...interfaces(task),
      verification(plan, task),
      {
        title: 'Now',
        body: '- Change nothing: no file, no setting, no commit. What you change is undone and reported.\n- Push back where the repository contradicts the task. What the task says is authoritative for its bounds, not for the facts.',
      },
      explorerHandoff(task.id),
      mergeGate,
    ],
  );
}

/** The complete prompt of an auditor: one lens, nothing to change. */
export function renderAuditDirective(request: AuditDirectiveRequest): string {
  const { plan, lens } = request;
  return directiveText(
    { ...facts(request), kind: 'audit', lens: lens.id },
    `Audit: ${oneLine(lens.id)}`,
    'You audit a codebase before a larger change to it, through one lens; others look through theirs. You report, and change nothing.',
    [
      { title: 'Focus', body: paragraph(lens.focus) },
      { title: 'Where to look', body: lens.paths.map(asCode).join('\n') },
      ...optionalSection('The change to come', [
        paragraph(plan.title),
        ...plan.scope.in.map((text) => entry('-', text)),
      ]),
      {
        title: 'Constraints',
        body: [
          '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
          '- Report what you have seen in the code, each with its file and line, not what is usual elsewhere.',
          ...plan.scope.out.map((text) => entry('-', `Out of scope: ${text}`)),
        ].join('\n'),
      },
      auditHandoff(lens.id),
      mergeGate,
    ],
  );
}

/** Lessons of earlier runs, for whoever plans or works. */
export function learnedSection(learned: readonly string[]): readonly Section[] {
  return optionalSection(
    'Learned in earlier runs',
    learned.length === 0
      ? []
      : [
          'People have accepted these. Heed those that are about your work; the task itself comes first.',
          '',
          ...learned.map((text) => entry('-', text)),
        ],
  );
}

function asCode(text: string): string {
  return `- ${code(text)}`;
}

function role(plan: Plan, { team }: PlanTask): readonly Section[] {
  const profile = team !== undefined && Object.hasOwn(plan.teams, team) ? plan.teams[team] : undefined;
  if (profile === undefined) return [];
  return optionalSection('Role', [
    entry('-', `You work as ${profile.lead}.`),
    ...profile.owns.map((concern) => entry('-', `You answer for ${concern}.`)),
  ]);
}

function ownership({ owns, deletes }: PlanTask): Section {
  return {
    title: 'Files you own',
    body: [
      'You may create and change files that match one of these, and no others:',
      '',
      ...owns.map(asCode),
      '',
      `A change anywhere else ends the session and is undone.${deletes.length === 0 ? ' You may delete no file.' : ''}`,
    ].join('\n'),
  };
}

function readFirst(plan: Plan, task: PlanTask): readonly Section[] {
  const before = task.dependsOn.flatMap((id) => {
    const needed = taskById(plan, id);
    return needed === undefined ? [] : [entry('-', `Done before this task, and in your worktree: ${needed.title}`)];
  });
  return optionalSection('Read first', [...task.reads.map(asCode), ...before]);
}

function recipe(plan: Plan, task: PlanTask): readonly Section[] {
  const stages = stagesOf(plan, task);
  if (stages.length === 1 && task.recipe === 'implement') return [];
  return optionalSection('Recipe', [
    `The task goes through ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}, each with a proof. \`WAVEGATE_STAGE\` names yours, and the end of this page says what it asks for:`,
    '',
    ...stages.map((stage, index) => entry(`${index + 1}.`, `${stage.id}. ${proofText(stage)}`)),
  ]);
}

/** Steps for an agent when the plan prescribes none. */
const ownSteps = [
  'Read the files you own, and what they use.',
  'Make the change that the objective describes.',
  'Run the commands under Verification, and repair what they show.',
];

function steps(task: PlanTask): Section {
  const texts = task.steps.length === 0 ? ownSteps : task.steps;
  return { title: 'Steps', body: texts.map((text, index) => entry(`${index + 1}.`, text)).join('\n') };
}

function constraints(plan: Plan, task: PlanTask): Section {
  const principles = plan.principles.map((text, index) => entry(`${index + 1}.`, text));
  return {
    title: 'Constraints',
    body: [
      '- Do what the objective asks and nothing beside it.',
      ...[...plan.constraints, ...task.constraints].map((text) => entry('-', text)),
      ...plan.scope.in.map((text) => entry('-', `The change as a whole deals with: ${text}`)),
      ...plan.scope.out.map((text) => entry('-', `Out of scope: ${text}`)),
      ...plan.scope.deferred.map((text) => entry('-', `Left for a later change: ${text}`)),
      ...plan.protected.map((glob) => `- Nobody may touch ${code(glob)}.`),
      ...whichCounts(plan, 'Go by that, and say in `deviations` of the handoff where they disagree.'),
      ...(principles.length === 0
        ? []
        : ['', 'Where a trade-off arises, what comes first here decides:', '', ...principles]),
    ].join('\n'),
  };
}

function interfaces({ interfaces: { provides, consumes } }: PlanTask): readonly Section[] {
  return optionalSection('Interfaces', [
    ...provides.map((text) => entry('-', `You provide, and others rely on it as written: ${text}`)),
    ...consumes.map((text) => entry('-', `You use, and may not change: ${text}`)),
  ]);
}

/** The task's own commands, or the suite when it has none. */
function commandsOf(plan: Plan, task: PlanTask): readonly string[] {
  if (task.verify.length > 0) return task.verify;
  return plan.checkpoint.test === undefined ? [] : [plan.checkpoint.test];
}

function verification(plan: Plan, task: PlanTask): Section {
  const commands = commandsOf(plan, task);
  return {
    title: 'Verification',
    body: [
      ...(commands.length === 0
        ? ['The plan names no command. Say in the summary how you have convinced yourself that the objective is met.']
        : [
            'Run these before you hand off. They must all succeed; they are run again after you.',
            '',
            ...commands.map(asCode),
          ]),
    ].join('\n'),
  };
}

function findings({ plan, task, audited = [] }: DirectiveRequest): readonly Section[] {
  return optionalSection(
    'Findings',
    task.findings.map((id) => {
      const found = plan.findings.find((finding) => finding.id === id) ?? audited.find((finding) => finding.id === id);
      if (found === undefined)
        return `- ${code(id)} ${id.includes('~') ? 'is no finding of this run' : 'was not confirmed by the audit'}: leave it, and say so in the summary.`;
      if (found.triage === 'out' || found.triage === 'deferred')
        return `- ${code(id)} is marked ${found.triage}: leave it as it is.`;
      const detail = 'detail' in found && found.detail !== '' ? `\n${found.detail}` : '';
      const criteria = 'criteria' in found && found.criteria !== undefined ? found.criteria : [];
      const unmet = criteria.length === 0 ? '' : `\nNot met because of it: ${criteria.join(', ')}`;
      const remedy = found.remediation === '' ? '' : `\nRemedy: ${found.remediation}`;
      return entry(
        '-',
        `${id} (${found.severity}), ${code(`${found.file}:${found.line}`)}: ${found.title}${unmet}${detail}${remedy}`,
      );
    }),
  );
}
