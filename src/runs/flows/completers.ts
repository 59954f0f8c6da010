import { scriptFileOf } from '../../core/flows/script.ts';
import type { Flow } from '../../core/flows/flows.ts';
import { replay } from '../../core/run/evolve.ts';
import type { LocalLayout } from '../../state/layout.ts';
import type { Runs } from '../find/findRuns.ts';
import type { WorkerServices } from '../shared/workerServices.ts';
import { keptCompletion } from './completeFlow.ts';

/**
 * Agents that may be asked to complete a script: profiles of the latest run's plan, then drivers whose programs are here.
 *
 * @param latest undefined where nothing has run; then no agent can be asked
 */
export async function completersOf(
  services: Pick<WorkerServices, 'installedAgents'>,
  { journals, repository }: Pick<Runs, 'journals' | 'repository'>,
  latest: string | undefined,
): Promise<readonly string[]> {
  if (latest === undefined) return [];
  // The command says what is wrong with a journal that cannot be read.
  const state = replay(await journals.read(latest).catch(() => []));
  if (state === undefined) return [];
  return [...new Set([...Object.keys(state.plan.plan.agents), ...(await services.installedAgents(repository))])];
}

/** Agents that have completed the scripts of flows, by the name of the flow. */
export async function completedOf(
  layout: Pick<LocalLayout, 'runsFolder'>,
  flows: readonly Flow[],
): Promise<Readonly<Record<string, string>>> {
  const kept = await Promise.all(flows.map(({ name }) => keptCompletion(layout, name, scriptFileOf(name))));
  return Object.fromEntries(flows.flatMap(({ name }, at) => (kept[at] === undefined ? [] : [[name, kept[at].by]])));
}
