import { severities } from '../plan/schema/vocabulary.ts';
import { agentText } from '../plan/agentText.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';
import { budgetLines } from '../run/budget.ts';
import type { CheckRun, Gate } from '../run/model.ts';
import { shrinkage } from '../checks/shrinkage.ts';
import { checksOf } from '../run/planSession.ts';
import { commitMsg } from '../run/hookAnswers.ts';
import { planWave, shipRemote } from '../run/queries.ts';
import { itemText, itemsInForce, probeResults, readinessItems } from '../run/readiness.ts';
import type { ReadinessItem } from '../run/readiness.ts';
import type { RunState, WaveState } from '../run/state.ts';
import { commentsFor } from '../run/comments.ts';
import { outsideLines } from './boardOutside.ts';
import { validatorFindingLines, verdictLines } from './boardValidators.ts';
import { doneLines } from './doneLines.ts';
import { planChanges } from '../plan/planChanges.ts';
import type { BoardGate } from './boardModel.ts';
import { agentOf, waveTitle } from './boardWaves.ts';
import { moveLines, targetLines } from './boardSurroundings.ts';
import { waveNotes } from './sessionNotes.ts';
import { capped, checkText, checkTitle, count, listed, strategyTitles } from './boardWords.ts';

type Sections = BoardGate['sections'];

/** Sections on what a gate's decision covers, as titled lists for people. Empty lists are left out. */
export function gateSections(state: RunState, gate: Gate): Sections {
  const outside: Sections[number] = { title: 'Changed outside while agents worked', lines: outsideLines(state, gate) };
  return [approvalsSection(gate), ...sectionsByKind(state, gate), outside]
    .filter((section) => section.lines.length > 0)
    .map(({ title, lines, total }) => ({ title, lines: capped(lines), total: total ?? lines.length }))
    .map(({ title, lines, total }) => ({ title, lines, ...(total === lines.length ? {} : { total }) }));
}

function sectionsByKind(state: RunState, gate: Gate): Sections {
  switch (gate.kind) {
    case 'triage':
      return triageSections(state);
    case 'plan':
      return planSections(state, state.edit?.plan?.plan ?? state.plan.plan);
    case 'launch':
      return launchSections(state, gate.wave === undefined ? undefined : planWave(state, gate.wave));
    case 'spot-check':
      return [
        { title: 'Checks', lines: checkLines(checksAt(state, gate)) },
        { title: 'Fewer tests than before', lines: shrunkLines(checksAt(state, gate)) },
        { title: 'To know of the agents', lines: waveNotes(state, waveOf(state, gate)) },
      ];
    case 'adapt':
      return adaptSections(state);
    case 'acceptance':
      return [
        { title: 'Definition of done', lines: doneLines(state) },
        { title: 'Checks', lines: checkLines(state.validation?.checks ?? []) },
        { title: 'Verdicts of the validators', lines: verdictLines(state) },
        { title: 'Findings of the validators', lines: validatorFindingLines(state) },
        { title: 'Committed', lines: committedLines(state) },
        { title: 'Since the run began', lines: moveLines(state) },
        { title: 'To know of the agents', lines: Object.values(state.waves).flatMap((wave) => waveNotes(state, wave)) },
      ];
    case 'ship':
      return shipSections(state);
  }
}

function waveOf(state: RunState, gate: Gate): WaveState | undefined {
  return gate.wave === undefined ? undefined : state.waves[gate.wave];
}

function approvalsSection({ status, required = 1, approvals = [] }: Gate): Sections[number] {
  const given = approvals.map(({ who, note }) => (note === '' ? who : `${who}: ${note}`));
  const title = `Approvals, ${approvals.length} of ${required}`;
  return { title, lines: status !== 'pending' || required === 1 ? [] : given.length === 0 ? ['none yet'] : given };
}

function checksAt(state: RunState, gate: Gate): readonly CheckRun[] {
  return gate.wave === undefined ? [] : (state.waves[gate.wave]?.check?.checks ?? []);
}

function triageSections(state: RunState): Sections {
  const { findings } = state.audit;
  const unverified = findings.filter((finding) => finding.citation === 'unverified').length;
  return [
    {
      title: 'Findings',
      total: findings.length,
      lines: severities.flatMap((severity) => {
        const amount = findings.filter((finding) => finding.severity === severity).length;
        return amount === 0 ? [] : `${amount} ${severity}`;
      }),
    },
    {
      title: 'Citations',
      lines: unverified === 0 ? [] : [`${count(unverified, 'finding')} with a file or line that does not exist`],
    },
  ];
}

function planSections(state: RunState, plan: Plan): Sections {
  const changes = plan === state.plan.plan ? [] : planChanges(state.plan.plan, plan);
  return [
    { title: 'Changed since the approved plan', lines: changes },
    {
      title: 'Waves',
      lines: plan.waves.map((wave, index) => `${index + 1} · ${wave.title}: ${count(wave.tasks.length, 'task')}`),
    },
    { title: 'Files', lines: [...new Set(plan.waves.flatMap((wave) => wave.tasks.flatMap((task) => task.owns)))] },
    {
      title: 'Agents',
      lines: Object.entries(plan.agents).map(([name, agent]) => `${name}: ${agentText(agent)}`),
    },
    { title: 'Checks', lines: checkCommands(plan) },
    { title: 'Hooks that are not run', lines: state.repository.skippedHooks ?? [] },
    { title: 'In scope', lines: plan.scope.in },
    { title: 'Out of scope', lines: plan.scope.out },
    { title: 'Deferred', lines: plan.scope.deferred },
    { title: 'Risks', lines: plan.risks.map(({ risk, noticed }) => `${risk} Noticed by: ${noticed}`) },
    { title: 'Ready before launch', lines: readinessItems(plan).map(readinessLine) },
  ];
}

/** As the plan has it: how each is found out. */
function readinessLine(item: ReadinessItem): string {
  if (item.probe === undefined) return `${itemText(item)}: you confirm it at the first launch`;
  return item.probe === item.item ? `runs ${item.probe}` : `${itemText(item)}: runs ${item.probe}`;
}

/** With what the probes said. */
function readyLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const results = probeResults(state, wave) ?? [];
  return itemsInForce(state).map((item) => {
    const run = results.find(({ name }) => name === item.id);
    if (item.probe === undefined) return `${itemText(item)}: for you to confirm`;
    return `${itemText(item)}: ${run === undefined ? 'its probe could not be run' : checkText(run)}`;
  });
}

function checkCommands(plan: Plan): readonly string[] {
  const { test, none } = plan.checkpoint;
  if (none === true) return ['none: nothing is run on the result of a wave (checkpoint: none)'];
  const checks = checksOf(plan, { kind: 'audit' }).map(({ name, command }) =>
    name === `verify ${command}` ? name : `${name}: ${command}`,
  );
  return test === undefined
    ? ['no test suite: each wave runs the verification of its tasks on what was merged', ...checks]
    : checks;
}

/** Only where there is none although the plan would use one. */
function entryLines(wave: WaveState | undefined, name: string): readonly string[] {
  const record = wave?.steps.find(({ step }) => step === '000');
  const line = record?.evidence?.[name];
  return line === undefined ? [] : [line];
}

function launchSections(state: RunState, wave: PlanWave | undefined): Sections {
  if (wave === undefined) return [];
  const live = state.waves[wave.id];
  const carries = live?.carries ?? [];
  const comments = live === undefined ? [] : wave.tasks.flatMap((task) => commentsFor(state, live, task.id));
  return [
    { title: 'Ready before launch', lines: readyLines(state, live) },
    { title: 'Comments to answer', lines: comments.map(({ file, line, text }) => `${file}:${line}: ${text}`) },
    {
      title: 'Tasks',
      lines: wave.tasks.map((task) => `${task.title} (${agentOf(state, task)}): ${listed(task.owns, 3)}`),
    },
    { title: 'Carries on', lines: carries.map((carried) => waveTitle(state, carried.wave)) },
    { title: 'Checks', lines: checkCommands(state.plan.plan) },
    { title: 'Since the run began', lines: moveLines(state, wave) },
    { title: 'Sandbox', lines: entryLines(live, 'sandbox') },
    { title: 'Hooks', lines: entryLines(live, commitMsg) },
    { title: 'Budget', lines: budgetLines(state, wave) },
  ];
}

function adaptSections(state: RunState): Sections {
  const proposal = state.adaptation?.proposal;
  if (proposal === undefined) return [];
  return [
    { title: 'Proposal', lines: [`${strategyTitles[proposal.strategy]} ${proposal.task}`] },
    { title: 'Diagnosis', lines: proposal.plan.note === undefined ? [] : [proposal.plan.note] },
    { title: 'Changes to the plan', lines: planChanges(state.plan.plan, proposal.plan.plan) },
  ];
}

function shipSections(state: RunState): Sections {
  const { ship } = state.plan.plan;
  return [
    { title: 'Goes to', lines: targetLines(state) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'Changelog', lines: ship.changelog === undefined ? [] : [`an entry in ${ship.changelog}`] },
    {
      title: 'Pull request',
      lines: [ship.pr && shipRemote(state) !== undefined ? 'text with the decision record' : 'none'],
    },
    { title: 'Committed', lines: committedLines(state) },
  ];
}

function committedLines(state: RunState): readonly string[] {
  return state.plan.plan.waves
    .filter((wave) => state.waves[wave.id]?.commit !== undefined)
    .map((wave) => waveTitle(state, wave.id));
}

function checkLines(checks: readonly CheckRun[]): readonly string[] {
  return checks.map((check) => `${checkTitle(check.name)}: ${checkText(check)}`);
}

function shrunkLines(checks: readonly CheckRun[]): readonly string[] {
  return checks.flatMap((check) => {
    const words = shrinkage(check);
    return words === undefined ? [] : [`${checkTitle(check.name)}: ${words}`];
  });
}
