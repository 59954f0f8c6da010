import { readFile } from 'node:fs/promises';
import type { DatabaseAddress } from '../../database/databaseUrl.ts';
import type { TeamDatabase } from '../../database/teamDatabase.ts';
import { digest } from '../../decisions/digest.ts';
import { createJournalStore } from '../../journal/journalStore.ts';
import type { JournalStore } from '../../ports/journal.ts';
import { createPrograms } from '../../processes/programs.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { locate } from './locate.ts';
import type { Located } from './locate.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { createTeamWork } from './teamWork.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** Place where a command looks for runs. */
export interface Place {
  /** Any folder of the checkout. Absolute. */
  readonly folder: string;
  readonly settings: FolderSettings;
  readonly env: NodeJS.ProcessEnv;
  /** Database with the runs of a team. Default: the files of this machine. */
  readonly database?: DatabaseAddress;
  /** Starter of programs for runs that are driven from there. Default: a worker of the command's own. */
  readonly services?: WorkerServices;
}

/** The runs of one repository, for commands that only look. */
export interface Runs extends Located {
  readonly journals: JournalStore;
  readonly services: WorkerServices;
  /** The database they are in, where they are not files. */
  readonly team?: TeamDatabase;
  /** A journal as it is, or would be, in a file. @throws JournalError, errors of the file system */
  readonly journalBytes: (run: string) => Promise<Buffer>;
}

/** @throws WorkspaceError, LayoutError when there is no repository, or no place for runs */
export async function findRuns(services: WorkerServices, place: Place): Promise<Runs> {
  const { folder, settings, env } = place;
  const located = await locate(services, folder, settings, env);
  const { layout, repository } = located;
  const programs = createPrograms();
  const team = await teamOf(services, place, repository);
  return {
    ...located,
    services,
    ...(team === undefined ? {} : { team }),
    journals:
      team?.journals ??
      createJournalStore({ layout, clock: systemClock, identify: (pid) => programs.identify(pid), digest }),
    journalBytes: (run) => team?.journals.bytes(run) ?? readFile(layout.journalFile(run)),
  };
}

/** Gets the commits of a run that another machine made, where its record is in a database. */
export async function fetchWork({ services, team, layout, repository }: Runs, run: string): Promise<void> {
  if (team !== undefined) await createTeamWork({ services, team, layout, repository }).fetch(run);
}

/** The database of a place, where it has one; what it takes is loaded only then. */
export async function teamOf(
  services: Pick<WorkerServices, 'inspect'>,
  { database }: Pick<Place, 'database'>,
  repository: string,
): Promise<TeamDatabase | undefined> {
  if (database === undefined) return undefined;
  const { openTeamDatabase } = await import('../../database/teamDatabase.ts');
  const programs = createPrograms();
  return openTeamDatabase(database, {
    digest,
    identify: (pid) => programs.identify(pid),
    repository: async () => (await services.inspect(repository, {})).repository.rootCommit,
  });
}
