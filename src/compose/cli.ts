import path from 'node:path';
import { digest } from '../decisions/digest.ts';
import { createKeyFileSigner } from '../decisions/keyFile.ts';
import type { AskPassphrase } from '../decisions/keyFile.ts';
import { createMemorySigner } from '../decisions/signers.ts';
import { createJournalStore } from '../journal/journalStore.ts';
import type { JournalStore } from '../ports/journal.ts';
import type { Signer } from '../ports/signer.ts';
import { createPrograms } from '../processes/programs.ts';
import type { FolderSettings } from '../state/roots.ts';
import { composeEngine } from './engine.ts';
import type { ComposedEngine } from './engine.ts';
import { locate } from './locate.ts';
import type { Located } from './locate.ts';
import { systemClock } from './systemClock.ts';

/** Where a command looks for runs. */
export interface Place {
  /** Any folder of the checkout. Absolute. */
  readonly folder: string;
  readonly settings: FolderSettings;
  readonly env: NodeJS.ProcessEnv;
}

/** The runs of one repository, for commands that only look. */
export interface Runs extends Located {
  readonly journals: JournalStore;
}

/** @throws WorkspaceError, LayoutError when there is no repository, or no place for runs */
export async function findRuns({ folder, settings, env }: Place): Promise<Runs> {
  const located = await locate(folder, settings, env);
  const { layout } = located;
  const programs = createPrograms();
  return {
    ...located,
    journals: createJournalStore({ layout, clock: systemClock, identify: (pid) => programs.identify(pid), digest }),
  };
}

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
          worktreeRoot: path.resolve((await locate(folder, setup.settings, env)).repository, worktreeRoot),
          ...setup.settings,
        };
  return composeEngine({
    folder,
    planPath,
    signer,
    settings,
    hostProgram: programBeside('sessionHost'),
    workerProgram: programBeside('worker'),
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
