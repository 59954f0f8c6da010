import path from 'node:path';
import { createKeyFileSigner } from '../decisions/keyFile.ts';
import type { AskPassphrase } from '../decisions/keyFile.ts';
import { createMemorySigner } from '../decisions/signers.ts';
import type { Signer } from '../ports/signer.ts';
import { composeEngine } from './engine.ts';
import type { ComposedEngine } from './engine.ts';
import { locate } from './locate.ts';
import type { Place } from './runs.ts';
import { createWorkerClient } from './workerClient.ts';
import { createWorkerServices } from './workerServices.ts';
import type { WorkerServices } from './workerServices.ts';

/** Short commands do all their work themselves: a process more would cost them more than it saves. */
export const here: WorkerServices = createWorkerServices();

/** Settings a command needs to drive a run. */
export interface RunSetup extends Place {
  /** Absolute. */
  readonly planPath: string;
  readonly signer: Signer;
  /** The plan's own folder for worktrees, absolute or relative to the checkout. */
  readonly worktreeRoot?: string | undefined;
}

/** @throws WorkspaceError, LayoutError */
export async function composeRun(setup: RunSetup): Promise<ComposedEngine> {
  const { folder, env, planPath, signer, worktreeRoot } = setup;
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
    services: createWorkerClient(programBeside('worker'), here),
    env,
  });
}

/**
 * Signs with the key in a file, or, without one, with a key that ends with this process.
 * @throws Error for people when the file is no key that only its owner may read
 */
export async function findSigner(keyFile: string | undefined, ask?: AskPassphrase): Promise<Signer> {
  return keyFile === undefined ? createMemorySigner() : createKeyFileSigner(keyFile, ask);
}

/** Path of a program that the command line starts; it lies beside it, built or not. */
function programBeside(name: 'sessionHost' | 'worker'): string {
  const built = path.extname(import.meta.filename) === '.mjs';
  return path.join(import.meta.dirname, `${name}.${built ? 'mjs' : 'ts'}`);
}
