import { mergedText } from '../plan/mergedText.ts';
import type { PlanWave } from '../plan/schema/plan.ts';
import type { RunState } from '../model/state.ts';
import { count, listed } from './labels.ts';

/** Wave of a run that can be taken back, with the commit that contains its work. */
export interface RevertableWave {
  readonly wave: PlanWave;
  readonly commit: string;
}

/** Waves that can be taken back one by one, the last one first. */
export function revertable(state: RunState): readonly RevertableWave[] {
  return ownCommits(state).filter(({ commit }) => takenBackBy(state, commit) === undefined);
}

/** Waves with work of the run in a commit of their own, the last one first: taken back in this order, nothing is left of it. */
export function ownCommits(state: RunState): readonly RevertableWave[] {
  return state.plan.plan.waves
    .flatMap((wave) => {
      const { status, commit } = state.waves[wave.id] ?? {};
      return status === 'committed' && commit !== undefined && wave.merge === undefined ? [{ wave, commit }] : [];
    })
    .reverse();
}

/** Why a wave cannot be taken back, and what to do instead; undefined when it can. */
export function revertObstacle(state: RunState, name: string): string | undefined {
  const wave = state.plan.plan.waves.find(({ id }) => id === name);
  const names = revertable(state)
    .map((each) => each.wave.id)
    .reverse();
  const choose =
    names.length === 0 ? 'No wave of this run can be taken back yet.' : `Choose one of ${names.join(', ')}.`;
  if (wave === undefined) return `The plan has no wave "${name}". ${choose}`;
  const { status, commit, carriedInto } = state.waves[name] ?? {};
  if (status === 'carried') {
    return `Wave "${name}" has no commit of its own: its work went into wave "${carriedInto ?? ''}". Take that one back.`;
  }
  if (status !== 'committed') {
    return `Wave "${name}" is not committed, so there is nothing to take back. Change the plan instead. ${choose}`;
  }
  if (commit === undefined) return `Wave "${name}" has changed nothing, so there is nothing to take back. ${choose}`;
  const by = takenBackBy(state, commit);
  if (by !== undefined) {
    return `Wave "${name}" was taken back already, by wave "${by}". To have it again, take "${by}" back.`;
  }
  if (wave.merge === undefined) return undefined;
  return `Wave "${name}" ${mergedText(wave) ?? ''}. Taken back, git would still count those commits as merged, and never bring them again. Undo what disturbs in a task instead. ${choose}`;
}

/** The wave that has taken a commit back, where that was not taken back in turn. */
function takenBackBy(state: RunState, commit: string): string | undefined {
  return state.plan.plan.waves.find(({ id, reverts }) => {
    const { status, commit: own } = state.waves[id] ?? {};
    const done = reverts?.commit === commit && status === 'committed' && own !== undefined;
    return done && takenBackBy(state, own) === undefined;
  })?.id;
}

/** Lines about what taking a wave back meets in the rest of the run, for people. */
export function revertNotes(state: RunState, name: string, conflicts: readonly string[]): readonly string[] {
  const { waves } = state.plan.plan;
  const at = waves.findIndex(({ id }) => id === name);
  const files = (state.waves[name]?.merge?.changes ?? []).map(({ path }) => path);
  const later = waves.slice(at + 1);
  const sharing = later.flatMap(({ id, title }) => {
    const changed = new Set((state.waves[id]?.merge?.changes ?? []).map(({ path }) => path));
    const shared = files.filter((file) => changed.has(file));
    return shared.length === 0 ? [] : [`${title} has changed the same files: ${listed(shared, 5)}`];
  });
  const own = new Set(waves[at]?.tasks.map(({ id }) => id));
  const provided = new Set(waves[at]?.tasks.flatMap(({ interfaces }) => interfaces.provides));
  const resting = later.flatMap((wave) =>
    wave.tasks.flatMap((task) =>
      task.dependsOn.some((id) => own.has(id)) || task.interfaces.consumes.some((text) => provided.has(text))
        ? [`${task.title} (${wave.title}, ${isDone(state, wave.id) ? 'committed' : 'still to come'}) builds on it`]
        : [],
    ),
  );
  return [
    files.length === 0
      ? 'Takes back what it has committed'
      : `Takes back its changes to ${count(files.length, 'file')}`,
    conflicts.length === 0
      ? 'It does not conflict with later waves'
      : `It conflicts with later waves in ${listed(conflicts, 5)}: an agent reconciles that, and you look at it`,
    ...sharing,
    ...resting,
  ];
}

function isDone(state: RunState, wave: string): boolean {
  return state.waves[wave]?.status === 'committed';
}
