import { mergedText } from '../../plan/mergedText.ts';
import { assumedLines } from '../../plan/assumed.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import { budgetLines, planBudgetUsedUp } from '../../queries/budget.ts';
import { besideMissing, otherRunLines } from '../../queries/otherRuns.ts';
import { projectionLines, projectWave } from '../../queries/projection.ts';
import { sharedBudgetLines, waveOverBudget } from '../../queries/sharedBudgets.ts';
import { commentsFor } from '../../queries/comments.ts';
import { commentPlace } from '../../words/commentPlace.ts';
import type { RunEvent } from '../../model/events.ts';
import { commitMsg } from '../../queries/hookAnswers.ts';
import type { Evidence, Gate } from '../../model/gate.ts';
import { scopeKey } from '../../model/names.ts';
import { planWave, taskSessions, waveScope } from '../../queries/runQueries.ts';
import {
  itemText,
  itemsInForce,
  itemsToConfirm,
  notReady,
  probeResults,
  probeSession,
} from '../../queries/readiness.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { pushTrialLines } from '../../words/pushTrial.ts';
import { moveLines } from '../../words/boardSurroundings.ts';
import { agentOf, waveTitle } from '../../words/waveTitle.ts';
import { checkText, count, listed } from '../../words/labels.ts';
import { checkCommands } from '../../words/sectionLines.ts';
import { emptyDraft } from '../../model/gateDraft.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { advanceQuestion } from '../advanceQuestion.ts';
import { advanceLaunch, approvedPlan, mayRest } from '../resting.ts';
import { hashOf } from '../evidence.ts';
import type { Tools } from '../../model/tools.ts';
import { setWave } from '../folds.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { exploreEvidence, exploreMissing, exploreQuestions, exploreSections } from '../launchExplored.ts';
import { aheadEvidence, aheadMissing, aheadQuestions, aheadSections } from '../launchAhead.ts';
import { lackOf, wasUsed } from '../usedGate.ts';
import { baseMergeTooLate } from './adapt.ts';

/** Start of a wave's agents on the directives as they were written. */
export const launch: GateSpec = {
  scope: 'wave',
  title: 'Launch',
  icon: 'rocket',
  station: 'wave',
  about: (state, gate) =>
    notReady(state, gate.wave).length > 0
      ? 'Not everything that the plan needs before this launch is in place. Put it in place, then run the checks again.'
      : launchText(gate.wave === undefined ? undefined : planWave(state, gate.wave)),
  sections: (state, gate) => (gate.wave === undefined ? [] : sections(state, planWave(state, gate.wave))),
  difference: { of: 'nothing', why: 'is about work that has not begun' },
  lists: 'agents',

  evidence,
  looksOutside: 'no',
  startsAgents: true,

  missing,
  questionsTitle: 'Before the launch',
  questions: (state, gate) => [
    ...itemsToConfirm(state, gate.wave).map((item) => ({
      id: item.id,
      text: `In place? ${itemText(item)}${item.attests === undefined ? '' : `. Only ${item.attests} can attest it`}`,
    })),
    ...exploreQuestions(state, gate.wave),
    ...aheadQuestions(state, gate.wave),
    ...advanceQuestion(state.plan.plan, state),
  ],

  restsOn: (state, gate) => {
    if (gate.attempt !== 1 || missing(state, gate, emptyDraft).length > 0) return undefined;
    const approved = approvedPlan(state);
    return approved !== undefined && mayRest(state.plan.plan, 'launch') ? approved : advanceLaunch(state);
  },

  guards: (event, state) => {
    if (event.type !== 'worktrees-ready' || event.scope.kind !== 'wave') return undefined;
    const { wave, attempt } = event.scope;
    return lackOf(wasUsed(state, 'launch', wave, attempt), `launch gate of wave ${wave}`);
  },
  onUse,
  fold: {
    opened: (state, gate, put) => setWave(withProjection(state, gate), gate, 'launch', put),
    used: (state, gate, put) => setWave(state, gate, 'dispatching', put),
  },

  afterRejection: 'parks',
  reopenObstacle: () => undefined,
  planEdit: 'voids',
};

/** The first projection of a wave is the one that is held against what it took. */
function withProjection(state: RunState, { wave: id }: Pick<Gate, 'wave'>): RunState {
  const wave = id === undefined ? undefined : planWave(state, id);
  if (wave === undefined || state.projections?.[wave.id] !== undefined) return state;
  const projection = projectWave(state, wave);
  return projection === undefined ? state : { ...state, projections: { ...state.projections, [wave.id]: projection } };
}

function launchText(wave: PlanWave | undefined): string {
  const agents = 'Approving starts the agents of this wave, each in its own worktree.';
  const merges = wave === undefined ? undefined : mergedText(wave);
  if (wave === undefined || merges === undefined) return agents;
  const merge = `Approving ${merges}, on what the run has committed; you look at the result before it counts.`;
  return wave.tasks.length === 0 ? merge : `${merge} ${agents}`;
}

function evidence(state: RunState, tools: Tools, wave?: string): Evidence {
  const live = wave === undefined ? undefined : state.waves[wave];
  const results = probeResults(state, live);
  const directives = live && taskSessions(state, live).map(({ id, directive }) => [id, directive ?? '']);
  return {
    plan: state.plan.hash,
    base: state.head,
    directives: directives === undefined ? '' : hashOf(directives, tools),
    ...(results === undefined ? {} : { readiness: hashOf(results, tools) }),
    ...aheadEvidence(state, tools, wave),
    ...exploreEvidence(state, tools, wave),
  };
}

function missing(state: RunState, gate: Gate, { answers, note }: GateDraft): readonly Missing[] {
  const wave = gate.wave === undefined ? undefined : planWave(state, gate.wave);
  const spent = planBudgetUsedUp(state, wave) ?? waveOverBudget(state, wave);
  const beside = besideMissing(state, wave, note);
  const red = notReady(state, gate.wave).map(
    (item) => `${itemText(item)} (${item.probe === item.item ? 'it failed' : `"${item.probe}" failed`})`,
  );
  const open = notConfirmedYet(state, gate, answers);
  const notConfirmed = open.map(
    (item) =>
      `${itemText(item)} [${item.id}=yes]${item.attests === undefined ? '' : `, which ${item.attests} attests`}`,
  );
  return [
    ...(spent === undefined ? [] : [{ field: 'run', names: [], text: spent } as const]),
    ...(red.length === 0
      ? []
      : [
          {
            field: 'run',
            names: [],
            text: `Not ready for launch: ${red.join('; ')}. Put it in place, then run the probes again: \`wavegate retry ${state.run}\`, or Run Checks Again in the editor.`,
          } as const,
        ]),
    ...(open.length === 0
      ? []
      : [
          {
            field: 'answers',
            names: open.map(({ id }) => id),
            text: `Confirm what must be in place before the launch: ${notConfirmed.join('; ')}. On the command line with --answer. If it is not in place, put the gate on hold.`,
          } as const,
        ]),
    ...(beside === undefined ? [] : [{ field: 'note', names: [], text: beside } as const]),
    ...exploreMissing(state, gate.wave, answers),
    ...aheadMissing(state, gate.wave, answers),
  ];
}

/** Step 2: a typed decision came before anything was launched. */
function onUse(state: RunState, gate: Gate): readonly RunEvent[] {
  if (gate.wave === undefined || gate.attempt === undefined) return [];
  const given = gate.decision ?? state.gates[gate.restsOn ?? '']?.decision;
  const evidence = { gate: gate.id, who: given?.who ?? '' };
  return [
    { type: 'step-passed', wave: gate.wave, attempt: gate.attempt, step: 'launch', evidence },
    ...baseMergeTooLate(state),
  ];
}

function sections(state: RunState, wave: PlanWave | undefined): Sections {
  if (wave === undefined) return [];
  const live = state.waves[wave.id];
  const carries = live?.carries ?? [];
  const kept = new Set(live === undefined ? [] : keptTasks(state, live));
  const comments = live === undefined ? [] : wave.tasks.flatMap((task) => commentsFor(state, live, task.id));
  return [
    { title: 'Ready before launch', lines: readyLines(state, live) },
    ...exploreSections(state, wave.id),
    ...aheadSections(state, wave.id),
    { title: 'Comments to answer', lines: comments.map((comment) => `${commentPlace(comment)}: ${comment.text}`) },
    {
      title: 'Tasks',
      lines: wave.tasks
        .filter(({ id }) => !kept.has(id))
        .map((task) => `${task.title} (${agentOf(state, task)}): ${listed(task.owns, 3)}`),
    },
    { title: 'Keep their work', lines: wave.tasks.filter(({ id }) => kept.has(id)).map(({ title }) => title) },
    { title: 'Other runs that may change the same files', lines: otherRunLines(state, wave.id) },
    { title: 'Left open by the plan', lines: assumedLines(state.plan.plan, state.assumed ?? {}) },
    {
      title: 'Merges',
      lines: wave.merge === undefined ? [] : [`${wave.merge.branch} at ${wave.merge.commit.slice(0, 10)}`],
    },
    {
      title: 'Takes back',
      lines: wave.reverts === undefined ? [] : [`${wave.reverts.wave}, commit ${wave.reverts.commit.slice(0, 10)}`],
    },
    { title: 'Continues', lines: carries.map((carried) => waveTitle(state, carried.wave)) },
    { title: 'Checks', lines: checkCommands(state.plan.plan) },
    { title: 'Since the run began', lines: moveLines(state, wave) },
    { title: 'Worktrees', lines: aheadLines(state, live) },
    { title: 'Sandbox', lines: entryLines(live, 'sandbox') },
    {
      title: 'Hooks',
      lines: [...entryLines(live, commitMsg), ...pushTrialLines(state, live && probeSession(state, live))],
    },
    { title: 'Projection', lines: projectionLines(state, wave) },
    { title: 'Budget', lines: [...budgetLines(state, wave), ...sharedBudgetLines(state.budgets)] },
  ];
}

/** Tasks whose work of an earlier attempt is good, so that no agent does it again. */
function keptTasks(state: RunState, live: WaveState): readonly string[] {
  return taskSessions(state, live)
    .filter(({ scope, result }) => scope.kind === 'wave' && scope.attempt < live.attempt && result?.outcome === 'done')
    .map(({ subject }) => subject);
}

/** Worktrees that are there already, or why they are not. */
function aheadLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const made = wave && state.madeAhead?.[scopeKey(waveScope(wave))];
  if (made === undefined) return [];
  if (made.problem === undefined)
    return [`${count(made.sessions.length, 'worktree')} made and set up`, ...(made.setup ?? [])];
  return [`Could not be made yet, and are tried again after the approval: ${made.problem}`];
}

/**
 * Items that an approval leaves open. What an owner attests may come with any of the approvals that the gate needs, so it holds
 * the last one of them.
 */
function notConfirmedYet(state: RunState, gate: Gate, answers: GateDraft['answers']) {
  const { required = 1, approvals = [] } = gate;
  const isLast = approvals.length + 1 >= required;
  return itemsToConfirm(state, gate.wave).filter(({ id, attests }) => {
    if (answers[id] === 'yes' || (attests !== undefined && !isLast)) return false;
    return !approvals.some((given) => given.answers?.[id] === 'yes');
  });
}

/** With what the probes said. */
function readyLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const results = probeResults(state, wave) ?? [];
  return itemsInForce(state, wave?.id).map((item) => {
    const run = results.find(({ name }) => name === item.id);
    if (item.probe === undefined) {
      const attests = itemsToConfirm(state, wave?.id).find(({ id }) => id === item.id)?.attests;
      return `${itemText(item)}: for ${attests ?? 'you'} to confirm`;
    }
    return `${itemText(item)}: ${run === undefined ? 'its probe could not be run' : checkText(run)}`;
  });
}

/** Only where there is none although the plan would use one. */
function entryLines(wave: WaveState | undefined, name: string): readonly string[] {
  const record = wave?.steps.find(({ step }) => step === 'entry');
  const line = record?.evidence?.[name];
  return line === undefined ? [] : [line];
}
