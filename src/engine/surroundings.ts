import type { Job } from '../core/model/effects.ts';
import type { BaseMove } from '../core/model/repository.ts';
import type { RunState } from '../core/model/state.ts';
import type { EnginePorts } from './ports.ts';

/** Looks how far what the run began from has gone on. It is advice: where git cannot say, nothing depends on it. */
export async function seeBase(
  { base, head, plan }: Pick<RunState, 'base' | 'head' | 'plan'>,
  { workspaces }: Pick<EnginePorts, 'workspaces'>,
): Promise<{ readonly moved?: readonly BaseMove[] }> {
  const { commit, branch } = base;
  if (branch === undefined) return {};
  try {
    return { moved: await workspaces.moved({ commit, branch }, head, [plan.file]) };
  } catch {
    return {};
  }
}

/** Whether an acceptance gate may open once the session has ended. */
export function leadsToAcceptance({ kind, scope }: Pick<Job, 'kind' | 'scope'>): boolean {
  return scope.kind === 'validate' || kind === 'commit';
}
