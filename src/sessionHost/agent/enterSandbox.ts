import type { AgentWork } from '../../core/run/effects.ts';
import type { AgentLaunch } from '../../ports/agentDriver.ts';
import type { Entrance, Sandbox } from '../../ports/sandbox.ts';
import type { SessionGuard, SessionPlace } from '../../ports/sessionGit.ts';

/**
 * Enters the sandbox that the plan asks for.
 *
 * @returns `missing` when the plan requires one and this system offers none
 */
export async function enterSandbox(
  sandbox: Sandbox,
  { sandbox: { sandbox: wanted, writable } }: AgentWork,
  place: SessionPlace,
  guard: SessionGuard,
  launch: AgentLaunch,
): Promise<Entrance> {
  return sandbox.enter(wanted, {
    worktree: place.worktree,
    repository: place.repository,
    hidden: [place.stateRoot],
    readable: [...guard.readable, ...Object.keys(launch.files ?? {})],
    writable: [...writable, ...(launch.usageFile === undefined ? [] : [launch.usageFile])],
  });
}
