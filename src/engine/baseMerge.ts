import { addMergeWave, dropMergeWave } from '../core/adapt/mergeWave.ts';
import { planHash } from '../core/plan/planHash.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import type { Refusal } from '../core/model/commands.ts';
import { baseMergeObstacle } from '../core/run/plan/decidePlan.ts';
import type { BaseMove } from '../core/model/repository.ts';
import type { PlanRevision } from '../core/model/revision.ts';
import { currentWave } from '../core/queries/runQueries.ts';
import type { RunState } from '../core/model/state.ts';
import { moveLine } from '../core/words/boardSurroundings.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';
import { seeBase } from './surroundings.ts';

type Ports = Pick<EnginePorts, 'digest' | 'workspaces'>;

/**
 * The command that proposes a wave which merges into the run what the branch it began from has gained meanwhile, as that is
 * here now: nothing is fetched. Or why there is none.
 *
 * @param branch the branch to merge, where that one and its upstream have both moved on
 */
export async function baseMergeCommand(
  state: RunState,
  ports: Ports,
  branch?: string,
): Promise<CommandInput | Refusal> {
  const obstacle = baseMergeObstacle(state);
  if (obstacle !== undefined && !state.adaptation) return { refused: obstacle };
  const { moved = [] } = await seeBase(state, ports);
  const move = chosen(state, moved, branch);
  if ('refused' in move) return move;
  const current = currentWave(state)?.wave;
  const mergesAlready = current?.merge !== undefined && current.tasks.length === 0;
  const dropped = mergesAlready ? dropMergeWave(state.plan.source, current.id) : { source: state.plan.source };
  if ('refused' in dropped) return dropped;
  const { waves } = state.plan.plan;
  const at = current === undefined ? waves.length : waves.indexOf(current);
  const added = addMergeWave(dropped.source, { branch: move.name, commit: move.commit }, at - 1);
  return 'refused' in added ? added : mergeProposal(state, ports, added, 'merge-base', moveLine(move));
}

/** The command that proposes to go on without the merge that failed, or why there is none. */
export function dropMergeCommand(state: RunState, ports: Pick<Ports, 'digest'>): CommandInput | Refusal {
  if (state.adaptation === undefined) return { refused: 'Nothing has failed, so there is no merge to take out.' };
  const edited = dropMergeWave(state.plan.source, state.adaptation.cause.wave);
  return 'refused' in edited ? edited : mergeProposal(state, ports, edited, 'drop-merge');
}

function chosen(state: RunState, moved: readonly BaseMove[], branch: string | undefined): BaseMove | Refusal {
  const names = moved.map(({ name }) => name).join(', ');
  if (branch !== undefined) {
    const found = moved.find(({ name }) => name === branch);
    if (found !== undefined) return found;
    return {
      refused: `${branch} has nothing to merge: ${names === '' ? 'no branch that the run began from has' : `only ${names} has`} commits that the run does not have.`,
    };
  }
  const [first, ...others] = moved;
  if (first === undefined) {
    const { branch: base } = state.base;
    return {
      refused:
        base === undefined
          ? 'The run began from a commit that was on no branch, so there is no branch to merge in.'
          : `${base} has no commits that the run does not have, as far as is known here. If its remote has more, fetch it first.`,
    };
  }
  return others.length === 0
    ? first
    : { refused: `Several branches have moved on: ${names}. Say which one is to be merged.` };
}

/** The command that proposes a plan with such a wave, or without it. */
export function mergeProposal(
  { plan: { file } }: RunState,
  { digest }: Pick<Ports, 'digest'>,
  { source, summary: why }: { readonly source: string; readonly summary: string },
  strategy: 'merge-base' | 'drop-merge' | 'revert',
  note?: string,
): CommandInput | Refusal {
  const { plan, problems } = parsePlan(source, { planFile: file });
  if (!plan || problems.some(({ severity }) => severity === 'error')) {
    return { refused: 'The adapted plan would not be valid. Edit the plan file by hand instead.' };
  }
  const revision: Omit<PlanRevision, 'revision'> = {
    hash: planHash(plan, (text) => digest.sha256(text)),
    file,
    source,
    plan,
    why,
    ...(note === undefined ? {} : { note }),
  };
  return { type: 'propose-adaptation', strategy, task: '', plan: revision };
}
