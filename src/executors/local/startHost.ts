import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ExecutorError } from '../../ports/executor.ts';
import { databaseVariable } from '../../ports/layout.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';

/** Origin of a session host: plain data, which another process can be handed. */
export interface HostProgram {
  /** Node, or an Electron that can pass for it. */
  readonly nodePath: string;
  /** The session host's program, a file for Node. */
  readonly hostProgram: string;
}

/** Function that starts a session host, here or through another process. */
export type HostStarter = typeof startHost;

/**
 * Starts a session host that does not depend on this process: not on its terminal, its pipes or its life. A second host
 * of the same session finds the first one's record and leaves, so starting one too many does no harm.
 *
 * @param task `recover`: answers for a session of an agent whose host died
 * @throws ExecutorError when Node cannot be started
 */
export async function startHost(
  { nodePath, hostProgram }: HostProgram,
  folder: string,
  task: 'run' | 'recover' = 'run',
): Promise<void> {
  const log = await open(path.join(folder, sessionFiles.hostLog), 'a', 0o600);
  try {
    const args = [folder, ...(task === 'run' ? [] : [task])];
    await launchHost({ nodePath, hostProgram }, args, { cwd: folder, stdio: ['ignore', 'ignore', log.fd] });
  } finally {
    await log.close();
  }
}

/**
 * Starts the program of a session host, as a process that outlives this one.
 * @throws ExecutorError when Node cannot be started
 */
export async function launchHost(
  { nodePath, hostProgram }: HostProgram,
  args: readonly string[],
  { cwd, stdio }: Required<Pick<SpawnOptions, 'stdio'>> & { readonly cwd: string },
): Promise<ChildProcess> {
  const child = spawn(nodePath, [hostProgram, ...args], {
    ...{ cwd, stdio, detached: true, windowsHide: true },
    // VS Code's own executable is Node as well, when asked.
    // What a session starts could read them of the host.
    env: { ...withoutSecrets(process.env), ELECTRON_RUN_AS_NODE: '1' },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const message = `The session host could not be started with ${nodePath}: ${cause.message}. Is Node still there?`;
      reject(new ExecutorError(message, { cause }));
    });
  });
  child.unref();
  return child;
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== databaseVariable));
}

/** Starts a host the way an executor was given. */
export async function startHostBy(
  options: HostProgram & { readonly startHost?: HostStarter },
  folder: string,
  task: 'run' | 'recover' = 'run',
): Promise<void> {
  const { nodePath, hostProgram } = options;
  await (options.startHost ?? startHost)({ nodePath, hostProgram }, folder, task);
}
