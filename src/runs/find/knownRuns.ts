import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import type { LocalLayout } from '../../state/layout.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { errorMessage } from '../../util/errors.ts';
import { checkoutOf } from './locate.ts';
import { findRuns } from './findRuns.ts';
import type { Runs } from './findRuns.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A run with a journal on this machine. */
export interface KnownRun {
  readonly run: string;
  /** Top folder of the checkout it belongs to. */
  readonly repository: string;
  /** Where its things are. */
  readonly layout: LocalLayout;
  readonly modifiedAt: number;
  readonly state?: RunState;
  /** Why its journal cannot be read. */
  readonly problem?: string;
}

/** As many as a person looks through; reading a journal takes time. */
const newest = 20;

/**
 * The newest runs of the folders' repositories, newest first. Folders that are no repository have none.
 * @throws LayoutError when the state folder cannot be used
 */
export async function knownRuns(
  services: WorkerServices,
  folders: readonly string[],
  settings: FolderSettings,
): Promise<readonly KnownRun[]> {
  const byRepository = new Map<string, readonly KnownRun[]>();
  for (const folder of folders) {
    const located = await findRuns(services, { folder, settings, env: process.env }).catch((error: unknown) => {
      if (error instanceof WorkspaceError) return undefined;
      throw error;
    });
    if (located === undefined || byRepository.has(located.common)) continue;
    byRepository.set(located.common, await runsIn(located));
  }
  return [...byRepository.values()].flat().sort((a, b) => b.modifiedAt - a.modifiedAt);
}

async function runsIn(runs: Runs): Promise<readonly KnownRun[]> {
  const { journals, layout } = runs;
  const listed = (await journals.list()).slice(0, newest);
  return Promise.all(
    listed.map(async ({ run, modifiedAt }): Promise<KnownRun> => {
      const repository = await checkoutOf(runs.services, runs, run).catch(() => runs.repository);
      try {
        const state = replay(await journals.read(run));
        return { run, repository, layout, modifiedAt, ...(state !== undefined && { state }) };
      } catch (error) {
        return { run, repository, layout, modifiedAt, problem: errorMessage(error) };
      }
    }),
  );
}
