import os from 'node:os';
import path from 'node:path';
import type { AgentWork } from '../../core/run/effects.ts';
import type { AgentLaunch } from '../../ports/agentDriver.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import type { SessionGuard, SessionPlace } from '../../ports/sessionGit.ts';

type Argv = readonly [string, ...string[]];

/** How the programs of a session are started: as they are, in a sandbox, or not at all. */
export type Entrance = ((argv: Argv) => Argv) | 'missing';

const asTheyAre = (argv: Argv): Argv => argv;

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
  if (wanted === 'off') return asTheyAre;
  const entered = await sandbox.enter({
    worktree: place.worktree,
    repository: place.repository,
    hidden: [place.stateRoot],
    readable: [...guard.readable, ...Object.keys(launch.files ?? {})],
    writable: [...writable.map(atHome), ...(launch.usageFile === undefined ? [] : [launch.usageFile])],
  });
  return entered ?? (wanted === 'required' ? 'missing' : asTheyAre);
}

/** `~/` is the only thing about a path in the plan that differs between people. */
function atHome(folder: string): string {
  return path.resolve(os.homedir(), folder.replace(/^~(?=$|\/)/, '.'));
}
