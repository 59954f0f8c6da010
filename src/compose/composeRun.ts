import path from 'node:path';
import type { Signer } from '../ports/signer.ts';
import type { Place } from '../runs/find/findRuns.ts';
import { locate } from '../runs/find/locate.ts';
import type { ComposedEngine } from '../runs/shared/composedEngine.ts';
import { here, hideLogin, programBeside } from './cli.ts';
import { composeEngine } from './engine.ts';
import { createWorkerClient } from './workerClient.ts';

/** Settings a command needs to drive a run. */
export interface RunSetup extends Place {
  /** Absolute. */
  readonly planPath: string;
  readonly signer: Signer;
  /** The plan's own folder for worktrees, absolute or relative to the checkout. */
  readonly worktreeRoot?: string | undefined;
}

/** Wires the engine for a command that drives a run. @throws WorkspaceError, LayoutError */
export async function composeRun(setup: RunSetup): Promise<ComposedEngine> {
  const { folder, env, planPath, signer, worktreeRoot, database } = setup;
  if (database !== undefined) await hideLogin(database, setup);
  const settings =
    worktreeRoot === undefined
      ? setup.settings
      : {
          worktreeRoot: path.resolve((await locate(here, folder, setup.settings, env)).repository, worktreeRoot),
          ...setup.settings,
        };
  return composeEngine({
    folder,
    planPath,
    signer,
    settings,
    hostProgram: programBeside('sessionHost'),
    services: setup.services ?? createWorkerClient(programBeside('worker'), here),
    env,
    ...(database === undefined ? {} : { database }),
  });
}
