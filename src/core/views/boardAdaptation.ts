import { mergesMore } from '../plan/mergedText.ts';
import { divisionOf, findingsOfDivision, projectionOf, runningDivision } from '../division/facts.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { Strategy } from '../model/revision.ts';
import { acceptableChecks } from '../run/plan/acceptBaseline.ts';
import { retryObstacle } from '../run/plan/decidePlan.ts';
import { lackingSessions } from '../queries/lacking.ts';
import { questionsBeingRead, questionsWaiting } from '../queries/questions.ts';
import { proposalsFor } from '../queries/supervisors.ts';
import { planWave, taskSessions, workOf } from '../queries/runQueries.ts';
import type { PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { ownersOf } from '../run/wave/suspects.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { failingTests, validationFailureText, waveFailureText } from './boardCheckpoint.ts';
import type { BoardAdaptation } from '../model/boardModel.ts';
import { troubleLines } from '../words/supervisorLines.ts';
import { divisionLines, projectionText } from '../words/divisionLines.ts';
import { toFix } from '../validators/openFindings.ts';
import { wrongSpecs } from '../validators/wrongSpec.ts';
import { waveName, waveTitle } from '../words/waveTitle.ts';
import { count, listed, outcomeText, strategyTitles } from '../words/labels.ts';
import { sessionTitle } from './sessionWords.ts';

/** Failure and the ways to adapt to it; absent while nothing has failed, and once the run was stopped. */
export function adaptationOf(state: RunState): BoardAdaptation | undefined {
  const { adaptation } = state;
  if (adaptation === undefined || state.phase === 'stopped') return undefined;
  const { cause, proposal } = adaptation;
  const wave = state.waves[cause.wave];
  const failure = wave?.failure ?? state.validation?.failure;
  const asks = questionsWaiting(state, cause.wave).length > 0;
  const suspects = failure?.suspects ?? [];
  const dividing = runningDivision(state) !== undefined;
  // Validators look at all waves, so what they found may be the work of any.
  const elsewhere = placedTasks(state.plan.plan).filter(
    ({ wave: { id }, task }) => id !== cause.wave && suspects.includes(task.id),
  );
  const named = proposalsOf(state, wave).map(({ task }) => task);
  const proposedFirst = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] => [
    ...all.filter(({ id }) => named.includes(id)),
    ...all.filter(({ id }) => !named.includes(id)),
  ];
  const candidates = [...elsewhere.map(({ task }) => task), ...tasksOf(state, wave)];
  const tasks = candidates.map(({ id, title }) => {
    const suspect = suspects.includes(id);
    return { id, title, suspect, ...(suspect && wave !== undefined && suspicionOf(state, wave, id)) };
  });
  return {
    wave: cause.wave,
    title: adaptationTitle(state),
    brief: adaptationTitle(state, waveName),
    ...(asks && { asks }),
    message: [failure?.message ?? '', ...wrongSpecLines(state)].join('\n').trim(),
    failing: failingTests(
      (wave?.failure === undefined ? state.validation?.checks : undefined) ?? wave?.check?.checks ?? [],
    ),
    ended: failure?.kind === 'sessions' ? failure.sessions.flatMap((id) => endedSession(state, id)) : [],
    tasks: proposedFirst([...tasks.filter((task) => task.suspect), ...tasks.filter((task) => !task.suspect)]),
    choices: proposal === undefined && !dividing ? choices(state, wave) : [],
    ...(wave === undefined || troubleLines(state, wave.id, wave.attempt).length === 0
      ? {}
      : { supervisors: troubleLines(state, wave.id, wave.attempt) }),
    ...(proposal === undefined && !dividing ? proposedWays(state, wave) : {}),
    ...(divisionLines(state, wave).length === 0 ? {} : { division: divisionLines(state, wave) }),
    retry: proposal === undefined && !dividing && retryObstacle(state) === undefined,
    retryTitle:
      failure?.kind === 'checks' || lackingSessions(state).length > 0 ? 'Run the checks again' : 'Try again as planned',
    acceptable: proposal === undefined ? acceptableChecks(state) : [],
    ...(proposal !== undefined && {
      proposal: { strategy: proposal.strategy, title: strategyTitles[proposal.strategy], task: proposal.task },
    }),
  };
}

/** Why a task of the wave may be the cause: what it changed that the output of the failure names. */
function suspicionOf(
  state: RunState,
  wave: WaveState,
  task: string,
): { readonly why: string; readonly session: string } | undefined {
  const session = taskSessions(state, wave).find(({ subject }) => subject === task);
  if (session === undefined) return undefined;
  const changed = workOf(state, session).map(({ path }) => path);
  const output = (wave.check?.checks ?? [])
    .flatMap(({ failed, tail }) => [tail, ...failed.map(({ file, excerpt }) => `${file ?? ''} ${excerpt}`)])
    .join('\n')
    .replaceAll('\\', '/');
  const named = changed.filter((path) => output.includes(path));
  const why =
    named.length > 0
      ? `it changed ${listed(named, 2)}, which the output of the failure names`
      : `it changed ${count(changed.length, 'file')}`;
  return { why, session: session.id };
}

function endedSession(state: RunState, id: string): BoardAdaptation['ended'] {
  const session = state.sessions[id];
  if (session?.result === undefined) return [];
  const { kind, result } = session;
  return [
    { session: id, title: sessionTitle(state, session), text: `${outcomeText(kind, result)}. ${result.message}` },
  ];
}

/**
 * `Wave 2 · Migration failed its tests: 1 of 34`. Empty while nothing has failed.
 * @param named name of the wave in it
 */
export function adaptationTitle(state: RunState, named = waveTitle): string {
  const cause = state.adaptation?.cause;
  if (cause === undefined) return '';
  const wave = state.waves[cause.wave];
  if (questionsBeingRead(state, cause.wave))
    return `${named(state, cause.wave)} waits: a supervisor reads its questions`;
  if (questionsWaiting(state, cause.wave).length > 0) return `${named(state, cause.wave)} waits for your answer`;
  if (wave?.failure !== undefined) return `${named(state, cause.wave)} ${waveFailureText(wave, wave.failure)}`;
  const failure = state.validation?.failure;
  if (failure?.kind === 'rejected') return 'The result was rejected';
  if (failure?.kind === 'checks' && failure.ci === true) return 'CI is red';
  return `The validation ${state.validation === undefined ? 'failed' : validationFailureText(state.validation)}`;
}

const does: Readonly<Record<Strategy, string>> = {
  fix: 'Keeps what is merged and adds a recovery wave behind it: one task that owns the same files and is told what failed.',
  revise:
    'Adds a wave in which one task corrects the specification, as your marks say what is wrong about it. No code is changed for these findings.',
  redispatch:
    'Runs the task again from the start of the wave, with what failed in its directive. The other tasks keep their work.',
  split: 'Puts two tasks in its place, each with half of its files, for work that was too large for one session.',
  divide:
    'Runs the red checks on parts of the wave until it is known which tasks are red together; the others are then committed, if you agree, and only those are sent back.',
  amend: 'Lets the task own the files its agent changed beyond its own, and offers the agent what it had done already.',
  reorder: 'Moves the task to a wave of its own behind this one, so that it builds on what the others did.',
  'merge-base':
    'Merges what the branch the run began from has gained meanwhile, in a wave of its own; then this one is tried again.',
  revert:
    'Takes back what an earlier wave of the run has committed, in a wave of its own; then this one is tried again.',
  'drop-merge': 'Takes the merge out of the plan. What the run has committed stays as it is.',
};

function choices(state: RunState, wave: WaveState | undefined): BoardAdaptation['choices'] {
  // What is committed stays as it is: a validation that failed is answered by a wave after it.
  const moved = (state.moved ?? []).length > 0 ? (['merge-base'] as const) : [];
  const order =
    wave?.status === 'committed' ? [...afterValidation(state), ...moved] : strategiesFor(state, wave, moved);
  const proposed = (strategy: Strategy): boolean => proposedText(state, wave, strategy) !== '';
  return [...order.filter(proposed), ...order.filter((strategy) => !proposed(strategy))].map((strategy) => ({
    strategy,
    title: strategyTitles[strategy],
    does: `${proposedText(state, wave, strategy)}${strategy === 'divide' ? (divideWords(state, wave) ?? does.divide) : does[strategy]}`,
  }));
}

/** Proposals of supervisors for the failure at hand. */
function proposalsOf(state: RunState, wave: WaveState | undefined): ReturnType<typeof proposalsFor> {
  return wave === undefined ? [] : proposalsFor(state, wave.id, wave.attempt);
}

/** Proposals that are among the ways on, for a task that may be acted on. */
function proposedWays(state: RunState, wave: WaveState | undefined): Pick<BoardAdaptation, 'proposed'> {
  const open = choices(state, wave).map(({ strategy }) => strategy);
  const proposed = proposalsOf(state, wave).filter(
    ({ strategy, task }) => open.includes(strategy) && tasksOf(state, wave).some(({ id }) => id === task),
  );
  if (proposed.length === 0) return {};
  return { proposed: proposed.map((each) => ({ ...each, title: strategyTitles[each.strategy] })) };
}

/** Sentences about who proposes a way to go on; the way stands first then, for a person to take or leave. */
function proposedText(state: RunState, wave: WaveState | undefined, strategy: Strategy): string {
  return proposalsOf(state, wave)
    .filter((each) => each.strategy === strategy)
    .map(({ team, task, reason }) => `Proposed by the supervisor of ${team}, for ${task}: ${reason} `)
    .join('');
}

/** Findings that wait for a revision of the specification or the plan, which the failure was not about yet. */
function wrongSpecLines({ validation }: RunState): readonly string[] {
  return wrongSpecs(validation?.findings ?? []).map(
    ({ id, wrongSpec }) => `${id} waits for a revision of the specification or the plan: ${wrongSpec?.says ?? ''}`,
  );
}

/** Where the specification is wrong, it is revised; no fix is offered that has nothing to fix. */
function afterValidation({ validation, plan }: RunState): readonly Strategy[] {
  if (wrongSpecs(validation?.findings ?? []).length === 0) return ['fix'];
  return toFix(validation, plan.plan.remedy).length === 0 ? ['revise'] : ['revise', 'fix'];
}

function strategiesFor(state: RunState, wave: WaveState | undefined, moved: readonly Strategy[]): readonly Strategy[] {
  if (wave !== undefined && onlyMerges(planWave(state, wave.id))) {
    return [...(wave.merge?.commit === undefined ? [] : (['fix'] as const)), 'drop-merge'];
  }
  return [
    ...(divideWords(state, wave) === undefined ? [] : (['divide'] as const)),
    ...(wave !== undefined && hasStrayed(state, wave) ? (['amend'] as const) : []),
    ...(wave?.merge?.commit === undefined ? [] : (['fix'] as const)),
    // After a conflict, having one of the two see the other's work is what resolves it.
    ...(wave?.failure?.kind === 'conflict'
      ? (['reorder', 'redispatch', 'split'] as const)
      : (['redispatch', 'split', 'reorder'] as const)),
    ...moved,
  ];
}

/** Effect of dividing the wave, with what it costs where that is still to be done; undefined where it cannot be. */
function divideWords(state: RunState, wave: WaveState | undefined): string | undefined {
  const found = findingsOfDivision(state, divisionOf(state, wave));
  if (found?.end === 'found')
    return `Commits the wave without ${listed(found.back)}, and sends only ${found.back.length === 1 ? 'that' : 'those'} back.`;
  const projection = projectionOf(state);
  return projection === undefined || found?.end === 'base' || found?.end === 'every'
    ? undefined
    : `${does.divide} ${projectionText(projection)}`;
}

function onlyMerges(wave: PlanWave | undefined): boolean {
  return wave !== undefined && mergesMore(wave) && wave.tasks.length === 0;
}

/** Tasks a failure may be about: those of its wave, or, for a merge, those whose files it is about. */
function tasksOf(state: RunState, wave: WaveState | undefined): readonly PlanTask[] {
  const plan = wave === undefined ? undefined : planWave(state, wave.id);
  if (wave === undefined || plan === undefined || !onlyMerges(plan)) return plan?.tasks ?? [];
  const files =
    wave.failure?.kind === 'conflict' ? wave.failure.files : (wave.merge?.changes ?? []).map(({ path }) => path);
  const all = placedTasks(state.plan.plan).map(({ task }) => task);
  const owners = new Set(ownersOf(state, files));
  return owners.size === 0 ? all : all.filter(({ id }) => owners.has(id));
}

function hasStrayed(state: RunState, wave: WaveState): boolean {
  return taskSessions(state, wave).some(({ result }) => (result?.strayed?.changes.length ?? 0) > 0);
}
