import { agentText } from '../plan/agentText.ts';
import { assumedLines } from '../plan/assumed.ts';
import { windowText } from '../plan/gateWindow.ts';
import { mergedText } from '../plan/mergedText.ts';
import { planChanges } from '../plan/planChanges.ts';
import { precedenceText } from '../plan/precedence.ts';
import type { Plan, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { planBudgetLines } from '../queries/budget.ts';
import { coverageOf, shownPlan } from '../queries/coverage.ts';
import type { CoveredFinding } from '../queries/coverage.ts';
import { itemText, readinessItems } from '../queries/readiness.ts';
import type { ReadinessItem } from '../queries/readiness.ts';
import type { RunState } from '../model/state.ts';
import { count } from '../words/labels.ts';
import { planReviewLines } from '../words/planReviewLines.ts';
import { checkCommands } from '../words/sectionLines.ts';
import type { Sections } from './gateSpec.ts';
import { restingLines } from './resting.ts';

/** All of a plan that a person approves, as it is written or as it was edited since its last approval. */
export function planSections(state: RunState): Sections {
  const shown = shownPlan(state);
  const { covered, waived, open } = coverageOf(state, shown);
  const changes = shown === state.plan.plan ? [] : planChanges(state.plan.plan, shown);
  return [
    { title: changedTitle(state), lines: changes },
    {
      title: 'Waves',
      lines: shown.waves.map((wave, index) => `${index + 1} · ${wave.title}: ${workText(wave)}`),
    },
    {
      title: 'Tasks and their files',
      lines: shown.waves.flatMap(({ tasks }) => tasks.map(taskLine)),
    },
    {
      title: 'Agents',
      lines: Object.entries(shown.agents).map(([name, agent]) => `${name}: ${agentText(agent)}`),
    },
    { title: 'Decided with less', lines: restingLines(shown) },
    { title: 'Gates of the plan', lines: customLines(shown) },
    { title: 'Left open by the plan', lines: assumedLines(shown, state.assumed ?? {}) },
    { title: 'Checks', lines: checkCommands(shown) },
    {
      title: 'Hooks that are asked at the push',
      lines: pushHookLines(state),
    },
    { title: 'Hooks that are not run', lines: state.repository.skippedHooks ?? [] },
    { title: 'Readiness pass', lines: reviewLines(state) },
    { title: 'Definition of done', lines: shown.definitionOfDone.map(doneLine) },
    { title: 'Constraints', lines: shown.constraints },
    { title: 'Which source counts where they disagree', lines: precedenceLines(shown) },
    { title: 'Findings that no task covers', lines: open.map(findingText) },
    {
      title: 'Findings covered',
      lines: covered.map(({ finding, tasks }) => `${findingText(finding)}: ${tasks.join(', ')}`),
    },
    {
      title: 'Findings left as they are',
      lines: waived.map(({ finding, waiver }) => `${findingText(finding)}: ${waiver.reason} (${waiver.who})`),
    },
    { title: 'Findings that this run does not have', lines: unknownLines(state, shown) },
    { title: 'In scope', lines: shown.scope.in },
    { title: 'Out of scope', lines: shown.scope.out },
    { title: 'Deferred', lines: shown.scope.deferred },
    { title: 'Risks', lines: shown.risks.map(riskLine) },
    { title: 'Budget', lines: planBudgetLines(shown) },
    {
      title: 'Ready before launch',
      lines: [
        ...readinessItems(shown).map((item) => readinessLine(item, 'the first launch')),
        ...shown.waves.flatMap((wave) => readinessItems(wave, wave).map((item) => readinessLine(item, wave.title))),
      ],
    },
  ];
}

/** Findings that tasks name and this run does not have. Agents are told to leave those. */
function unknownLines({ lastFindings }: RunState, shown: Plan): readonly string[] {
  return shown.waves.flatMap(({ tasks }) =>
    tasks.flatMap(({ title, findings }) =>
      findings
        .filter((id) => id.includes('~') && !lastFindings.some((finding) => finding.id === id))
        .map((id) => `${id}, named by "${title}"`),
    ),
  );
}

function precedenceLines(shown: Plan): readonly string[] {
  const order = precedenceText(shown);
  return order === undefined ? [] : [`${order.charAt(0).toUpperCase()}${order.slice(1)}`];
}

/** Gates of the plan's own: who decides, when, and about what. */
function customLines({ gates: { custom = {} } }: Plan): readonly string[] {
  return Object.entries(custom).map(([name, { title, before, waves, approvers, required = 1, window, asks }]) => {
    const step =
      before === 'ship' ? 'shipping' : waves === undefined ? 'each launch' : `the launch of ${waves.join(', ')}`;
    const who = approvers.length === 0 ? 'any key of the run' : `${required} of ${approvers.join(', ')}`;
    return `${title ?? name} before ${step}, by ${who}${window === undefined ? '' : `, ${windowText(window)}`}: ${asks}`;
  });
}

/** Before the first approval, a plan is compared with the one the run began with. */
function changedTitle({ planApproval: { gate } }: RunState): string {
  return gate === undefined ? 'Changed since the run began' : 'Changed since the approved plan';
}

/** With how it is found out: a command that runs at validation, or what somebody looks at. */
function doneLine({ statement, verify }: Plan['definitionOfDone'][number]): string {
  return verify.startsWith('$ ')
    ? `${statement}: runs ${verify.slice(2)}`
    : `${statement}: somebody looks at ${verify}`;
}

function riskLine({ risk, noticed, rollback }: Plan['risks'][number]): string {
  return `${risk}; noticed by: ${noticed}; way back: ${rollback}`;
}

/** Files that only this task may change, and the tasks that have to be done before it. */
function taskLine({ title, id, owns, deletes, dependsOn, team }: PlanTask): string {
  return [
    `${title} (${id}${team === undefined ? '' : `, team ${team}`}): ${owns.length === 0 ? 'changes no file' : owns.join(', ')}`,
    ...(deletes.length === 0 ? [] : [`may delete ${deletes.join(', ')}`]),
    ...(dependsOn.length === 0 ? [] : [`after ${dependsOn.join(', ')}`]),
  ].join('; ');
}

/** `logging-2: It prints through console (moderate, src/cli.js:38)`. */
function findingText({ id, severity, title, file, line }: CoveredFinding): string {
  return `${id}: ${title} (${severity}, ${file}:${line})`;
}

function workText({ tasks, ...wave }: PlanWave): string {
  const work = count(tasks.length, 'task');
  const merges = mergedText(wave);
  if (merges === undefined) return work;
  return tasks.length === 0 ? merges : `${merges}, ${work}`;
}

/** As the plan has it: how each is found out. */
function readinessLine(item: ReadinessItem, launch: string): string {
  if (item.probe === undefined) return `${itemText(item)}: confirmed at ${launch}`;
  return item.probe === item.item ? `runs ${item.probe}` : `${itemText(item)}: runs ${item.probe}`;
}

function pushHookLines({ repository: { pushHook }, plan: { plan } }: RunState): readonly string[] {
  if (pushHook === undefined) return [];
  const early = plan.ship.prePush === 'early' ? '; before the first launch and acceptance, too (ship.prePush)' : '';
  return [`${pushHook}, in a worktree of the run branch${early}`];
}

function reviewLines({ planReview, edit, plan: { hash } }: RunState): readonly string[] {
  return planReview === undefined ? [] : planReviewLines(planReview, edit?.plan?.hash ?? hash);
}
