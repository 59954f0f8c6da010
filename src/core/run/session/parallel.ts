import { isAgentSession } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';

/**
 * Sessions of agents that are ready and wait until another one ends, because the plan allows so many at once
 * (`limits.parallel`). Those planned first are started first.
 */
export function queuedSessions(state: RunState): ReadonlySet<string> {
  const { parallel } = state.plan.plan.limits;
  if (parallel === undefined) return new Set();
  const agents = Object.values(state.sessions).filter(isAgentSession);
  const running = agents.filter(({ status }) => status === 'running').length;
  const ready = agents.filter(({ status }) => status === 'ready');
  return new Set(ready.slice(Math.max(0, parallel - running)).map(({ id }) => id));
}
