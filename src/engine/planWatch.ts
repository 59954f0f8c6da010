import { readPlanFile } from './planFile.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import { divisionOf, findingsOfDivision } from '../core/division/facts.ts';
import { divisionAdaptation, taskAdaptation } from './taskAdaptation.ts';
import { baseMergeCommand, dropMergeCommand } from './baseMerge.ts';
import { revertCommand } from './revertWave.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Tells the run what the person's plan file holds now. Called whenever the file may have changed. */
export async function observePlanFile(engine: RunEngine, ports: EnginePorts): Promise<void> {
  // Read when it is its turn: of two readings at the same time, the older one could be reported last.
  await engine.submitSealed(() => observation(engine, ports));
  const review = await ports.planFile.reviewed?.();
  if (review !== undefined) await engine.submit({ type: 'surroundings-seen', review });
}

async function observation(engine: RunEngine, ports: EnginePorts): Promise<CommandInput> {
  const source = await ports.planFile.read();
  const { hash, plan, problems } = readPlanFile(source, engine.state, ports.digest);
  return {
    type: 'observe-plan',
    hash,
    problems,
    ...(plan && source !== undefined ? { plan: { hash, file: ports.planFile.file, source, plan } } : {}),
  };
}

/**
 * Proposes a revision of the plan in answer to the failure at hand.
 *
 * @param said the person's diagnosis: goes to the agents, to the gate and into the record
 * @param who name of the person
 * @returns why it was refused, if it was
 */
export async function proposeAdaptation(
  engine: RunEngine,
  ports: EnginePorts,
  strategy: Strategy,
  task: string,
  said = '',
  who = 'a person',
): Promise<{ readonly refused?: string }> {
  return engine.submitSealed(() => adaptationCommand(engine.state, ports, strategy, task, said, who));
}

/** The command that proposes a revision, or why there is none. See proposeAdaptation. */
export async function adaptationCommand(
  state: RunState,
  ports: Pick<EnginePorts, 'digest' | 'workspaces'>,
  strategy: Strategy,
  task: string,
  said: string,
  who: string,
): Promise<CommandInput | Refusal> {
  if (strategy === 'merge-base') return baseMergeCommand(state, ports);
  if (strategy === 'drop-merge') return dropMergeCommand(state, ports);
  if (strategy === 'revert') return revertCommand(state, ports, task, said);
  if (strategy === 'divide') return divideCommand(state, ports, said, who);
  return taskAdaptation(state, ports, strategy, task, said);
}

/** Proposes what the division has found; where the wave was not divided yet, begins with it. */
function divideCommand(
  state: RunState,
  ports: Pick<EnginePorts, 'digest'>,
  said: string,
  who: string,
): CommandInput | Refusal {
  const record = divisionOf(state, state.waves[state.adaptation?.cause.wave ?? '']);
  if (record !== undefined && findingsOfDivision(state, record)?.end === 'found')
    return divisionAdaptation(state, ports, record, said);
  return { type: 'divide-wave', who, note: said };
}
