import path from 'node:path';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { AgentDriver, AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { Entrance, Sandbox } from '../../sessionPorts/sandbox.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';

/** Parameters with which an agent's session enters a sandbox. */
interface Entering {
  readonly driver: AgentDriver;
  readonly launch: AgentLaunch;
  /** Everything this process can see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Enters the sandbox that the plan asks for.
 *
 * @returns `missing` when the plan requires one and this system offers none
 */
export async function enterSandbox(
  sandbox: Sandbox,
  { sandbox: { sandbox: wanted, writable } }: AgentWork,
  { place: { worktree, repository, worktreeRoot, stateRoot }, folder }: SessionContext,
  { driver, launch, environment }: Entering,
): Promise<Entrance> {
  return sandbox.enter(wanted, {
    worktree,
    repository,
    worktreeRoot,
    folder,
    hidden: [stateRoot],
    readable: Object.keys(launch.files ?? {}),
    folders: launch.usageFile === undefined ? [] : [path.dirname(launch.usageFile)],
    own: driver.own?.(launch.env) ?? [],
    writable,
    environment,
  });
}
