import type { CheckWork } from '../core/model/sessionWork.ts';
import type { SessionHandler } from '../sessionPorts/sessionHandler.ts';
import { freePort } from '../processes/freePort.ts';

/** Gives checks, with their set-up and teardown, a port that is free when they begin. */
export function onFreePort(handler: SessionHandler<CheckWork>): SessionHandler<CheckWork> {
  return async (work, context) => {
    const port = await freePort(work.port, work.ports);
    if (port === work.port) return handler(work, context);
    const variable = { WAVEGATE_PORT: String(port) };
    const worktree = { ...work.worktree, variables: { ...work.worktree.variables, ...variable } };
    return handler({ ...work, port, worktree }, { ...context, environment: { ...context.environment, ...variable } });
  };
}
