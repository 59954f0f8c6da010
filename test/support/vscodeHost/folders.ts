import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../../scripts/vscodeHost/cacheFolder.ts';

/** Folders of one VS Code under test; nothing it writes lands anywhere else. */
export interface TestFolders {
  readonly root: string;
  /** The home folder of the server, the extension host, terminals and agents. */
  readonly home: string;
  /** Where Wavegate keeps its runs. */
  readonly state: string;
  /** Settings, extensions and logs of the server. */
  readonly data: string;
  /** Variables that keep the server, and whatever it starts, inside these folders. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/**
 * Makes a fresh set, below the development cache and not below the system's temporary folder: worktrees may not live
 * in temporary folders.
 */
export async function makeTestFolders(): Promise<TestFolders> {
  const root = path.join(cacheFolder(), 'tests', randomUUID());
  const folders = { home: path.join(root, 'home'), state: path.join(root, 'state'), data: path.join(root, 'data') };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  const environment = {
    HOME: folders.home,
    USERPROFILE: folders.home,
    WAVEGATE_STATE: folders.state,
    WAVEGATE_WORKTREES: path.join(root, 'worktrees'),
  };
  return { root, ...folders, environment, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) };
}
