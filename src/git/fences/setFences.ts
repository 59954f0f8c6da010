import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { administrativeFolder, commonFolder } from '../repositoryFolders.ts';
import { fenceVariables, hookNames, hookScript } from './hookScript.ts';

export interface FenceRequest {
  /** The person's checkout. Absolute. */
  readonly repository: string;
  /** The session's worktree. Absolute. */
  readonly worktree: string;
  /** Short name of the session's branch. */
  readonly branch: string;
  /** Folder for the hooks; made if needed. Absolute, outside every worktree. */
  readonly folder: string;
}

/**
 * Puts up hooks that refuse pushes, merges and updates of foreign refs, for whoever runs git with the returned variables.
 * Nothing in the repository's configuration or hooks changes: git takes settings from the environment, and there they end
 * with the session. An agent that drops the variables goes around; the fingerprints find what it did then.
 *
 * @returns variables for the environment of the session
 */
export async function setFences(request: FenceRequest): Promise<Readonly<Record<string, string>>> {
  const { repository, worktree, branch, folder } = request;
  mkdirSync(folder, { recursive: true });
  for (const name of hookNames) writeFileSync(path.join(folder, name), hookScript, { mode: 0o755 });
  const common = await commonFolder(repository);
  const settings = { 'core.hooksPath': folder, 'gc.auto': '0', 'maintenance.auto': 'false' };
  const entries = Object.entries(settings);
  return {
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    [fenceVariables.repository]: common,
    [fenceVariables.worktree]: (await administrativeFolder(common, worktree)) ?? '',
    [fenceVariables.branch]: `refs/heads/${branch}`,
  };
}
