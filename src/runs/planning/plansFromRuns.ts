import { isOver } from '../../core/model/isOver.ts';
import type { RunState } from '../../core/model/state.ts';
import { planFromRun, revertPlan } from '../../core/planTemplates/planFromRun.ts';
import { ownCommits, revertable, revertObstacle } from '../../core/words/revertWords.ts';
import { listed } from '../../core/words/labels.ts';
import type { MadePlan } from '../../ports/planService.ts';
import { RunError } from '../../engine/runError.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/**
 * A plan with the form of a run that shipped: its teams, agents, checks, gates and waves, without what it was about.
 *
 * @throws RunError `plan` when the run has not shipped
 */
export function planOfRun(state: RunState, title: string): MadePlan {
  const { source, plan } = state.plan;
  if (state.phase !== 'shipped') {
    throw new RunError(
      'plan',
      `Run ${state.run} has not shipped, so its plan is not known to work yet. Choose a run that has, or copy its plan file.`,
    );
  }
  return {
    source: planFromRun(source, plan, title),
    notes: [
      `Everything marked REPLACE belonged to run ${state.run}: write your own, then "wavegate lint" checks the plan.`,
    ],
  };
}

/**
 * A plan that takes back a wave of a run that is over, or all of them, the last one first. Its base is what is checked out.
 *
 * @param wave id of one wave. Default: all
 * @throws RunError `plan` with what to do when its commits are not in that history, or nothing of them is left; WorkspaceError
 */
export async function revertingPlan(
  state: RunState,
  repository: string,
  services: Pick<WorkerServices, 'committedWaves' | 'foreseeReverts'>,
  wave?: string,
): Promise<MadePlan> {
  const refuse = (text: string): RunError => new RunError('plan', text);
  if (!isOver(state.phase)) {
    throw refuse(`Run ${state.run} is not over. Name the wave to take back, and its plan is revised instead.`);
  }
  const wanted = wave === undefined ? ownCommits(state) : revertable(state).filter((each) => each.wave.id === wave);
  const obstacle = wave === undefined ? undefined : revertObstacle(state, wave);
  if (obstacle !== undefined) throw refuse(obstacle);
  if (wanted.length === 0) throw refuse(`Run ${state.run} has committed nothing, so there is nothing to take back.`);
  const known = Object.fromEntries(wanted.map((each) => [each.wave.id, each.commit]));
  const history = await services.committedWaves(repository, state.run, known);
  if (history === undefined) throw refuse('Nothing is checked out here. Check out the branch that has the run.');
  const names = new Set(wanted.map((each) => each.wave.id));
  const commits = history.found.filter(({ waves }) => waves.some((name) => names.has(name)));
  const absent = [...names].filter((name) => !commits.some(({ waves }) => waves.includes(name)));
  if (absent.length > 0) {
    throw refuse(
      `What is checked out does not have ${absent.length === 1 ? 'wave' : 'waves'} ${absent.join(', ')} of run ${state.run}. Check out the branch that it was merged into, and get it up to date.`,
    );
  }
  const together = commits.find(({ waves }) => waves.some((name) => !names.has(name) && isOwnWave(state, name)));
  if (together !== undefined) {
    throw refuse(
      `Commit ${together.commit.slice(0, 10)} contains waves ${together.waves.join(', ')} together, as after a squash, so one cannot be taken back alone. Take all of the run back: leave the wave out.`,
    );
  }
  const foreseen = await services.foreseeReverts(
    repository,
    history.head,
    commits.map(({ commit }) => commit),
    [],
  );
  const left = commits.filter((_commit, index) => foreseen[index]?.isGone !== true);
  if (left.length === 0) {
    throw refuse('Nothing of it is left in what is checked out: it was taken back already, or replaced by later work.');
  }
  const titles = new Map(state.plan.plan.waves.map(({ id, title }) => [id, title]));
  const titleOf = (waves: readonly string[]): string => waves.map((id) => titles.get(id) ?? id).join(', ');
  const title = wave === undefined ? `Revert: ${state.plan.plan.title}` : `Revert: ${titles.get(wave) ?? wave}`;
  const source = revertPlan(
    state.plan.source,
    title,
    left.map(({ commit, waves }) => ({ id: waves.at(-1) ?? 'wave', title: titleOf(waves), commit })),
  );
  const conflicts = commits.flatMap(({ waves }, index) => {
    const files = foreseen[index]?.conflicts ?? [];
    return files.length === 0
      ? []
      : [
          `Taking ${titleOf(waves)} back conflicts with later work in ${listed(files, 5)}: an agent reconciles that, and you look at it.`,
        ];
  });
  const notes = [
    ...(conflicts.length === 0 ? ['It does not conflict with later work.'] : conflicts),
    ...(state.plan.plan.ship.changelog === undefined
      ? []
      : [`The entry of the run in ${state.plan.plan.ship.changelog} stays as it is.`]),
  ];
  return { source, notes };
}

/** Waves that were carried on are in the commit of the one that did so. */
function isOwnWave(state: RunState, wave: string): boolean {
  return state.waves[wave]?.status === 'committed';
}
