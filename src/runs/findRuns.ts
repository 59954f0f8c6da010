import { digest } from '../decisions/digest.ts';
import { createJournalStore } from '../journal/journalStore.ts';
import type { JournalStore } from '../ports/journal.ts';
import { createPrograms } from '../processes/programs.ts';
import type { FolderSettings } from '../state/roots.ts';
import { locate } from './locate.ts';
import type { Located } from './locate.ts';
import { systemClock } from '../clock/systemClock.ts';
import type { WorkerServices } from './workerServices.ts';

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
  readonly services: WorkerServices;
}

/** @throws WorkspaceError, LayoutError when there is no repository, or no place for runs */
export async function findRuns(services: WorkerServices, { folder, settings, env }: Place): Promise<Runs> {
  const located = await locate(services, folder, settings, env);
  const { layout } = located;
  const programs = createPrograms();
  return {
    ...located,
    services,
    journals: createJournalStore({ layout, clock: systemClock, identify: (pid) => programs.identify(pid), digest }),
  };
}
