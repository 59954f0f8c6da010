import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../src/util/errors.ts';
import { cacheFolder } from '../vscodeHost/cacheFolder.ts';

/** Folders of one `npm start`: a fresh sample and nothing of any earlier start. */
export interface StartFolders {
  readonly sample: string;
  /** Settings, extensions and logs of VS Code. */
  readonly data: string;
  /** Where the packed extension goes. */
  readonly packed: string;
  /** Variables that tell Wavegate and the programs it starts where their folders are. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How many starts are kept, so that a run can be looked at after its window was closed. */
const kept = 3;

const pidFile = 'start.pid';

/** Makes the folders of a new start and removes the oldest ones, except those of a start that is still running. */
export async function makeStartFolders(): Promise<StartFolders> {
  const starts = path.join(cacheFolder(), 'starts');
  // Sorting by name is sorting by time.
  const root = path.join(starts, new Date().toISOString().replaceAll(/[:.]/g, '-'));
  await mkdir(root, { recursive: true });
  await writeFile(path.join(root, pidFile), String(process.pid));
  const old = (await readdir(starts)).sort().slice(0, -kept);
  for (const name of old) {
    const folder = path.join(starts, name);
    if (!(await isRunning(folder))) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return {
    sample: path.join(root, 'packhorse'),
    data: path.join(root, 'vscode'),
    packed: path.join(root, 'wavegate.vsix'),
    environment: {
      WAVEGATE_STATE: path.join(root, 'state'),
      WAVEGATE_WORKTREES: path.join(root, 'worktrees'),
    },
  };
}

async function isRunning(folder: string): Promise<boolean> {
  const pid = Number(await readFile(path.join(folder, pidFile), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return errorCode(error) === 'EPERM';
  }
}
