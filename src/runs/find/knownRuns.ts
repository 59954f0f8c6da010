import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import type { DatabaseAddress } from '../../database/databaseUrl.ts';
import { databaseOfRun } from '../../state/runCheckout.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import type { LocalLayout } from '../../state/layout.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { errorMessage } from '../../util/errors.ts';
import { checkoutOf } from './locate.ts';
import { findRuns } from './findRuns.ts';
import type { Place, Runs } from './findRuns.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A run with a journal on this machine, or in the database of the team. */
export interface KnownRun {
  readonly run: string;
  /** Top folder of the checkout it belongs to. */
  readonly repository: string;
  /** Folders of its things. */
  readonly layout: LocalLayout;
  readonly modifiedAt: number;
  readonly state?: RunState;
  /** Of a run in the database of the team: whether it began on this machine. */
  readonly team?: 'begun here' | 'begun elsewhere';
  /** Why its journal cannot be read. */
  readonly problem?: string;
}

/** As many as a person looks through; reading a journal takes time. */
const newest = 20;

/** States of runs as their journals told them when they were last read, by run: a list is read again and again. */
export type ReadStates = Map<string, { readonly modifiedAt: number; readonly state: RunState | undefined }>;

/**
 * The newest runs of the folders' repositories, newest first, with those in a database where one is named. Folders that are no repository have none.
 * @param read kept from call to call; journals that have not changed since are not read again
 * @throws LayoutError when the state folder cannot be used
 */
export async function knownRuns(
  services: WorkerServices,
  folders: readonly string[],
  settings: FolderSettings,
  database: DatabaseAddress | undefined,
  read: ReadStates,
): Promise<readonly KnownRun[]> {
  const byRepository = new Map<string, readonly KnownRun[]>();
  for (const folder of folders) {
    const located = await findRuns(services, { folder, settings, env: process.env }).catch((error: unknown) => {
      if (error instanceof WorkspaceError) return undefined;
      throw error;
    });
    if (located === undefined || byRepository.has(located.common)) continue;
    const inDatabase =
      database === undefined ? [] : teamRuns(services, { folder, settings, env: process.env, database }, located, read);
    byRepository.set(located.common, [...(await runsIn(located, read)), ...(await inDatabase)]);
  }
  return [...byRepository.values()].flat().sort((a, b) => b.modifiedAt - a.modifiedAt);
}

/** A database that cannot be asked is listed in the place of its runs, so that it hides none in files. */
async function teamRuns(
  services: WorkerServices,
  place: Place & { readonly database: DatabaseAddress },
  { layout, repository }: Runs,
  read: ReadStates,
): Promise<readonly KnownRun[]> {
  const { shown } = place.database;
  try {
    const runs = await findRuns(services, place);
    try {
      return await Promise.all(
        (await runsIn(runs, read)).map(async (known): Promise<KnownRun> => {
          const begun = (await databaseOfRun(layout.checkoutFile(known.run))) === shown;
          return { ...known, team: begun ? 'begun here' : 'begun elsewhere' };
        }),
      );
    } finally {
      await runs.team?.database.close();
    }
  } catch (error) {
    // Without a commit there is no telling which repository of the team it is.
    if (error instanceof WorkspaceError) return [];
    return [
      { run: shown, repository, layout, modifiedAt: Date.now(), team: 'begun elsewhere', problem: errorMessage(error) },
    ];
  }
}

async function runsIn(runs: Runs, read: ReadStates): Promise<readonly KnownRun[]> {
  const { journals, layout } = runs;
  const listed = (await journals.list()).slice(0, newest);
  return Promise.all(
    listed.map(async ({ run, modifiedAt }): Promise<KnownRun> => {
      const repository = await checkoutOf(runs.services, runs, run).catch(() => runs.repository);
      try {
        const known = read.get(run);
        const state = known?.modifiedAt === modifiedAt ? known.state : replay(await journals.read(run));
        read.set(run, { modifiedAt, state });
        return { run, repository, layout, modifiedAt, ...(state !== undefined && { state }) };
      } catch (error) {
        return { run, repository, layout, modifiedAt, problem: errorMessage(error) };
      }
    }),
  );
}
