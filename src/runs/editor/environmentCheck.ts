import path from 'node:path';
import type { EnvironmentFact } from '../../ports/machineService.ts';
import type { RepositoryInspection } from '../../ports/workspaces.ts';
import type { FolderSettings } from '../../state/roots.ts';
import { placeProblem } from '../../state/usablePlaces.ts';
import { errorMessage } from '../../util/errors.ts';
import { locate } from '../find/locate.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** Whether runs can start in these folders: git, the repository, its checkout, and the folders Wavegate writes to. */
export async function checkEnvironment(
  services: WorkerServices,
  folders: readonly string[],
  settings: FolderSettings,
): Promise<readonly EnvironmentFact[]> {
  if (folders.length === 0) {
    return [{ name: 'Folder', ok: false, detail: 'No folder is open. Open the folder of a git repository.' }];
  }
  return (await Promise.all(folders.map((folder) => checkFolder(services, folder, settings)))).flat();
}

async function checkFolder(
  services: WorkerServices,
  folder: string,
  settings: FolderSettings,
): Promise<readonly EnvironmentFact[]> {
  try {
    const inspection = await services.inspect(folder, {});
    const { layout } = await locate(services, folder, settings);
    return [
      { name: 'Git', ok: true, detail: 'recent enough' },
      repositoryFact(inspection),
      checkoutFact(inspection),
      await folderFact('State folder', 'stateRoot', layout.stateRoot),
      // The repository's own folder in it is made by its first run.
      await folderFact('Worktree folder', 'worktreeRoot', path.dirname(layout.worktreeRoot)),
      { name: 'Sandbox', ok: true, detail: inspection.sandbox?.detail ?? 'not asked' },
    ];
  } catch (error) {
    return [{ name: folder, ok: false, detail: errorMessage(error) }];
  }
}

function repositoryFact({ repository, base }: RepositoryInspection): EnvironmentFact {
  const at = base.branch ?? base.commit.slice(0, 10);
  return { name: 'Repository', ok: true, detail: `${repository.name}, at ${at}` };
}

/** A plan that is being written is no reason against a run: it need not be committed. */
function checkoutFact({ dirty, converted }: RepositoryInspection): EnvironmentFact {
  const changed = dirty.filter((file) => !/\.waveplan\.ya?ml$/.test(file));
  const name = 'Checkout';
  if (changed.length === 0) return { name, ok: true, detail: `no uncommitted changes${lineEnds(converted)}` };
  const some = changed.slice(0, 3).join(', ');
  return {
    name,
    ok: false,
    detail: `${changed.length} uncommitted (${some}). Commit or stash them: agents would not see them.`,
  };
}

/** Neither a stash nor a checkout makes such a file clean, so people should know what does. */
function lineEnds(converted: readonly string[]): string {
  if (converted.length === 0) return '';
  const some = converted.slice(0, 3).join(', ');
  return ` (git calls ${converted.length} modified: ${some}. Their line ends or filters were set after they were committed; "git add --renormalize ." and a commit end that)`;
}

async function folderFact(name: string, place: 'stateRoot' | 'worktreeRoot', folder: string): Promise<EnvironmentFact> {
  const problem = await placeProblem(place, folder);
  return { name, ok: problem === undefined, detail: problem ?? folder };
}
