import type { CallSitesAsked } from '../model/callSites.ts';
import type { RunState } from '../model/state.ts';
import type { PlanTask } from '../plan/schema/plan.ts';
import { planWave } from './runQueries.ts';

/** Call sites that a task replaces, as they are counted. */
export function taskCallSites(state: RunState, task: PlanTask): readonly CallSitesAsked[] {
  return task.callSites.map(({ name, to, keep }) => ({
    name,
    ...(to === undefined ? {} : { to }),
    owns: task.owns,
    keep,
    except: state.plan.file,
  }));
}

/** Call sites that the tasks of a wave replace: a name that several of them replace is counted once, for all of their files. */
export function waveCallSites(state: RunState, wave: string): readonly CallSitesAsked[] {
  const byName = new Map<string, CallSitesAsked>();
  for (const asked of planWave(state, wave)?.tasks.flatMap((task) => taskCallSites(state, task)) ?? []) {
    const key = JSON.stringify([asked.name, asked.to]);
    const before = byName.get(key);
    const owns = [...(before?.owns ?? []), ...asked.owns];
    byName.set(key, { ...asked, owns, keep: [...(before?.keep ?? []), ...asked.keep] });
  }
  return [...byName.values()];
}
