import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Recorded } from '../../src/core/model/events.ts';
import { systemClock } from '../../src/clock/systemClock.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createJournalStore } from '../../src/journal/journalStore.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { WorkspaceError } from '../../src/ports/workspaces.ts';
import type { RepositoryInspection } from '../../src/ports/workspaces.ts';
import type { WorkerServices } from '../../src/runs/shared/workerServices.ts';
import { createLayout } from '../../src/state/layout.ts';
import type { LocalLayout } from '../../src/state/layout.ts';
import { claimIdentity } from '../../src/state/repositoryId.ts';
import type { FolderSettings } from '../../src/state/roots.ts';
import { temporaryFolder } from './journalFixture.ts';

/** A repository with its runs in files below a temporary folder; git itself is played. */
export interface RunsPlace {
  /** Top folder of the checkout. */
  readonly repository: string;
  readonly settings: FolderSettings;
  readonly layout: LocalLayout;
  /** Services that start programs, played; a test replaces those that it is about. */
  readonly services: WorkerServices;
  readonly inspection: { -readonly [Key in keyof RepositoryInspection]: RepositoryInspection[Key] };
  /** Writes the journal of a run; without events, an empty file. */
  readonly record: (run: string, events: readonly Recorded[]) => Promise<void>;
}

export async function runsPlace(test: Pick<TestContext, 'after'>): Promise<RunsPlace> {
  const root = await temporaryFolder(test);
  const repository = path.join(root, 'repo');
  const common = path.join(repository, '.git');
  await mkdir(path.join(repository, 'docs'), { recursive: true });
  await mkdir(common);
  const settings = { stateRoot: path.join(root, 'state'), worktreeRoot: path.join(root, 'trees') };
  const { id } = await claimIdentity(common, 'repo', settings.stateRoot);
  const options = { repositoryRoot: repository, id, env: {}, platform: process.platform, settings };
  const layout = createLayout(options);
  const inspection: RunsPlace['inspection'] = {
    repository: { rootCommit: 'root', name: 'repo' },
    base: { commit: '0123456789abcdef', branch: 'main' },
    dirty: [],
    converted: [],
  };
  const services = {
    repositoryAt: (folder: string) =>
      folder.startsWith(repository)
        ? Promise.resolve({ common, checkout: repository })
        : Promise.reject(new WorkspaceError('not-a-repository', `${folder} is in no git repository.`)),
    inspect: () => Promise.resolve(inspection),
    personAt: () => Promise.resolve('ada'),
    installedAgents: () => Promise.resolve([]),
    placeFacts: () => Promise.resolve({ files: [] }),
    planFacts: () => Promise.resolve({ files: [] }),
    findLeftovers: () => Promise.resolve([]),
    repairWorktrees: () => Promise.resolve(),
  };
  const programs = createPrograms();
  const journals = createJournalStore({
    layout,
    clock: systemClock,
    identify: (pid) => programs.identify(pid),
    digest,
  });
  return {
    ...{ repository, settings, layout, inspection },
    // Only what the tests reach is there; anything else fails loudly as undefined.
    services: services as unknown as WorkerServices,
    async record(run, events) {
      if (events.length === 0) {
        await mkdir(layout.runFolder(run), { recursive: true });
        await writeFile(layout.journalFile(run), '');
        return;
      }
      const journal = await journals.create(run);
      await journal.append(events);
      await journal.close();
    },
  };
}
