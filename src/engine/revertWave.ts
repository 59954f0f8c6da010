import { addRevertWave, dropMergeWave } from '../core/adapt/mergeWave.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { RunState } from '../core/model/state.ts';
import { revertable, revertNotes, revertObstacle } from '../core/words/revertWords.ts';
import { currentWave } from '../core/queries/runQueries.ts';
import { baseMergeObstacle } from '../core/run/plan/decidePlan.ts';
import { WorkspaceError } from '../ports/workspaces.ts';
import { mergeProposal } from './baseMerge.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';

/**
 * The command that proposes a wave which takes an earlier one back, with what that would meet in later work; or why there is
 * none.
 *
 * @param name id of the wave to take back
 * @param said why, in the person's words; may be empty
 */
export async function revertCommand(
  state: RunState,
  ports: Pick<EnginePorts, 'digest' | 'workspaces'>,
  name: string,
  said: string,
): Promise<CommandInput | Refusal> {
  const obstacle = (state.adaptation ? undefined : baseMergeObstacle(state)) ?? revertObstacle(state, name);
  const target = revertable(state).find(({ wave }) => wave.id === name);
  if (obstacle !== undefined || target === undefined) return { refused: obstacle ?? `There is no wave "${name}".` };
  const { wave, commit } = target;
  const foreseen = await foresee(state, ports, commit);
  if ('refused' in foreseen) return foreseen;
  if (foreseen.isGone) {
    return {
      refused: `Nothing of wave "${name}" is left in the run: it was taken back already, or replaced by later work.`,
    };
  }
  const current = currentWave(state)?.wave;
  const replaces = current?.tasks.length === 0 && current.reverts?.commit === commit;
  const dropped = replaces ? dropMergeWave(state.plan.source, current.id) : { source: state.plan.source };
  if ('refused' in dropped) return dropped;
  const { waves } = state.plan.plan;
  const at = current === undefined ? waves.length : waves.indexOf(current);
  const added = addRevertWave(dropped.source, wave, commit, at - 1);
  if ('refused' in added) return added;
  const notes = [
    ...revertNotes(state, name, foreseen.conflicts),
    ...(said.trim() === '' ? [] : [`Why: ${said.trim()}`]),
  ];
  return mergeProposal(state, ports, added, 'revert', notes.join('\n'));
}

async function foresee(
  state: RunState,
  { workspaces }: Pick<EnginePorts, 'workspaces'>,
  commit: string,
): Promise<{ readonly conflicts: readonly string[]; readonly isGone: boolean } | Refusal> {
  try {
    const [foreseen] = await workspaces.foreseeReverts(state.head, [commit], [state.plan.file]);
    return foreseen ?? { conflicts: [], isGone: false };
  } catch (error) {
    if (error instanceof WorkspaceError) return { refused: error.message };
    throw error;
  }
}
