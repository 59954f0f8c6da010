import { answeredByWave } from '../comments/evolveComments.ts';
import { aheadAfterCommit } from '../ahead/evolveAhead.ts';
import { isRed } from '../../checks/isRed.ts';
import { toFix } from '../../validators/openFindings.ts';
import type { Recorded, WaveFailure } from '../../model/events.ts';
import { pastAttempt } from '../../queries/pastAttempt.ts';
import { mergedBy } from '../../queries/runQueries.ts';
import type { SetEntries } from '../../../util/setEntries.ts';
import type { RunState, WaveState } from '../../model/state.ts';

type WaveEvent = Extract<
  Recorded,
  {
    type:
      | 'wave-opened'
      | 'step-passed'
      | 'step-failed'
      | 'wave-failed'
      | 'wave-resumed'
      | 'wave-carried'
      | 'wave-committed'
      | 'wave-unchanged';
  }
>;

/** A wave moves from preparing to committed, or fails; a new attempt takes the place of the one before. */
export function evolveWave(state: RunState, event: WaveEvent, put: SetEntries): RunState {
  const change = (attempt: number | undefined, update: (wave: WaveState) => WaveState): RunState => {
    const wave = state.waves[event.wave];
    if (!wave || (attempt !== undefined && wave.attempt !== attempt)) return state;
    return { ...state, waves: put(state.waves, [[event.wave, update(wave)]]) };
  };
  switch (event.type) {
    case 'wave-opened':
      return open(state, event, put);
    case 'step-passed':
    case 'step-failed':
      return change(event.attempt, (wave) => ({
        ...wave,
        steps: [
          ...wave.steps,
          event.type === 'step-passed'
            ? { step: event.step, passed: true, at: event.at, evidence: event.evidence }
            : { step: event.step, passed: false, at: event.at, evidence: {}, reason: event.reason },
        ],
      }));
    case 'wave-failed': {
      const failed = change(event.attempt, (wave) => ({
        ...wave,
        status: 'failed',
        failure: event.failure,
        closedAt: event.at,
      }));
      return { ...failed, phase: 'adapt', adaptation: { cause: { wave: event.wave, attempt: event.attempt } } };
    }
    case 'wave-resumed': {
      const wave = state.waves[event.wave];
      if (wave?.status !== 'failed' || wave.attempt !== event.attempt) return state;
      const { failure: _failure, closedAt: _closedAt, ...ended } = wave;
      const going = { ...ended, earlier: [...(wave.earlier ?? []), pastAttempt(wave)] };
      const steps = wave.steps.filter(({ passed }) => passed);
      const { adaptation: _adaptation, ...rest } = state;
      return {
        ...rest,
        phase: 'wave',
        waves: put(state.waves, [[wave.id, { ...going, steps, status: 'running' }]]),
      };
    }
    case 'wave-carried':
      return change(undefined, (wave) => ({ ...wave, status: 'carried', carriedInto: event.into }));
    case 'wave-unchanged':
      return change(undefined, (wave) => ({ ...wave, status: 'committed', closedAt: event.at }));
    case 'wave-committed': {
      const committed = change(undefined, (wave) => ({
        ...wave,
        status: 'committed',
        commit: event.commit,
        closedAt: event.at,
      }));
      const wave = state.waves[event.wave];
      const merged = wave === undefined ? undefined : mergedBy(state, wave).at(-1);
      const base = merged === undefined ? state.base : { ...state.base, commit: merged };
      const answered = answeredByWave(committed, event.wave, event.commit);
      return aheadAfterCommit({ ...answered, base, head: event.commit, headTree: event.tree }, event.wave);
    }
  }
}

/** A wave whose red checks a person accepts as red before the run goes on to its spot-check. */
export function acceptWave(
  state: RunState,
  event: Extract<Recorded, { type: 'baseline-accepted' }>,
  put: SetEntries,
): RunState {
  const wave = event.wave === undefined ? undefined : state.waves[event.wave];
  if (wave?.status !== 'failed' || wave.attempt !== event.attempt) return state;
  const { failure: _failure, closedAt: _closedAt, ...ended } = wave;
  const going = {
    ...ended,
    earlier: [...(wave.earlier ?? []), pastAttempt(wave)],
    accepted: event.checks,
    acceptedBy: { who: event.who, note: event.note },
  };
  const steps = wave.steps.filter(({ passed }) => passed);
  const { adaptation: _adaptation, ...rest } = state;
  return { ...rest, phase: 'wave', waves: put(state.waves, [[wave.id, { ...going, steps, status: 'testing' }]]) };
}

/** Words of the person who rejected the work, if that is why it failed. */
function noteOf(failure: WaveFailure | undefined): string | undefined {
  const note = failure !== undefined && 'note' in failure ? failure.note?.trim() : undefined;
  return note === '' ? undefined : note;
}

function open(state: RunState, event: Extract<WaveEvent, { type: 'wave-opened' }>, put: SetEntries): RunState {
  const before = state.waves[event.wave];
  const source = event.carries.at(-1)?.wave;
  const checked = (source === undefined ? before : state.waves[source])?.check ?? state.validation;
  const failing = checked?.checks?.filter((check) => isRed(check));
  const { validation } = state;
  const kind = validation?.failure?.kind;
  const asked = kind === undefined ? [] : toFix(validation, state.plan.plan.remedy);
  const found = kind === 'findings' || kind === 'rejected' || asked.length > 0 ? asked : before?.findings;
  const comments = before?.failure?.kind === 'spot-check' ? before.failure.comments : undefined;
  const rejection = noteOf((source === undefined ? before : state.waves[source])?.failure ?? validation?.failure);
  const wave: WaveState = {
    id: event.wave,
    attempt: event.attempt,
    status: 'preparing',
    base: event.base,
    openedAt: event.at,
    steps: [],
    tasks: event.kept,
    carries: event.carries,
    ...(failing && failing.length > 0 ? { failing } : {}),
    ...(found && found.length > 0 ? { findings: found } : {}),
    ...(comments && comments.length > 0 ? { comments } : {}),
    ...(rejection === undefined ? {} : { rejection }),
    ...adviceFor(state, event.wave),
    ...(before === undefined ? {} : { earlier: [...(before.earlier ?? []), pastAttempt(before)] }),
  };
  const { adaptation: _adaptation, ...rest } = state;
  return { ...rest, phase: 'wave', waves: put(state.waves, [[event.wave, wave]]) };
}

/** Note of the person who approved the latest change of the plan, for the wave it answers and the one it puts behind it. */
function adviceFor(state: RunState, wave: string): Pick<WaveState, 'advice'> {
  const { cause, said } = state.revisions.at(-1) ?? {};
  if (cause === undefined || said === undefined) return {};
  const { waves } = state.plan.plan;
  const next = waves[waves.findIndex(({ id }) => id === cause.wave) + 1]?.id;
  const isNext = next === wave && state.waves[wave] === undefined;
  return wave === cause.wave || isNext ? { advice: said } : {};
}
