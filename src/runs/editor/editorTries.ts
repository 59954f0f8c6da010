import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TryService, TryStart } from '../../ports/tryService.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { parseJson, recordOf } from '../../util/records.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { fileInside } from '../shared/fileInside.ts';
import { tryPrefix } from '../shared/tryResult.ts';

/** A run, and where its sessions are recorded. */
export interface RecordedRun extends Pick<ComposedEngine, 'layout'> {
  readonly run: string;
}

/** The open run, and where its things are on this machine. */
export interface OpenPlace extends RecordedRun, Pick<ComposedEngine, 'repository'> {
  readonly ports: { readonly executor: Pick<ComposedEngine['ports']['executor'], 'stop'> };
}

/** Interval of looks for a worktree that is being made, in milliseconds. */
const pause = 300;

/** Tries of the open run, which the command line starts in terminals. They are found by the folders of their sessions. */
export class EditorTries implements TryService {
  readonly #open: () => OpenPlace | undefined;
  readonly #unfinished: (folders: readonly string[]) => Promise<readonly RecordedRun[]>;

  /** @param unfinished runs of the folders' repositories that are not over, newest first */
  constructor(
    open: () => OpenPlace | undefined,
    unfinished: (folders: readonly string[]) => Promise<readonly RecordedRun[]>,
  ) {
    this.#open = open;
    this.#unfinished = unfinished;
  }

  async start(): Promise<TryStart> {
    const place = this.#open();
    if (place === undefined) throw new Error('No run is open. Open the run whose result you want to try.');
    const { run, repository, layout, ports } = place;
    const before = await sessionsIn(place);
    let found: string | undefined;
    const look = async (): Promise<string | undefined> =>
      (found ??= (await sessionsIn(place)).find((session) => !before.includes(session)));
    return {
      args: ['try', run, '--repo', repository, '--state', layout.stateRoot],
      // The folder of all repositories' worktrees: the layout's is that of this one.
      variables: { WAVEGATE_WORKTREES: path.dirname(layout.worktreeRoot) },
      appeared: async (signal) => {
        while (!signal.aborted) {
          const session = await look();
          const folder = session === undefined ? undefined : await worktreeOf(place, session);
          if (session !== undefined && folder !== undefined) return { session, folder };
          await setTimeout(pause, undefined, { signal }).catch(() => undefined);
        }
        return undefined;
      },
      end: async () => {
        const session = await look();
        if (session !== undefined) await ports.executor.stop({ run, session, epoch: 1 });
      },
    };
  }

  async fileIn(file: string): Promise<string | undefined> {
    const place = this.#open();
    return place === undefined ? undefined : fileTriedIn(place, file);
  }

  async runOf(file: string, folders: readonly string[]): Promise<string | undefined> {
    const open = this.#open();
    const all = [...(open === undefined ? [] : [open]), ...(await this.#unfinished(folders))];
    for (const place of all) if ((await fileTriedIn(place, file)) !== undefined) return place.run;
    return undefined;
  }
}

/** Name of a file in the repository, if it is in a worktree where the run is tried. */
async function fileTriedIn(place: RecordedRun, file: string): Promise<string | undefined> {
  for (const session of await sessionsIn(place)) {
    const folder = await worktreeOf(place, session);
    const inside = folder === undefined ? undefined : await fileInside(folder, file);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** Sessions of all tries of the run, ended ones too. */
async function sessionsIn({ run, layout }: RecordedRun): Promise<readonly string[]> {
  const folder = path.dirname(layout.sessionFolder(run, tryPrefix, 1));
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(tryPrefix)).map((name) => name.replace(/@\d+$/, ''));
}

/** Worktree of a try, while its files are on disk. */
async function worktreeOf({ run, layout }: RecordedRun, session: string): Promise<string | undefined> {
  const file = path.join(layout.sessionFolder(run, session, 1), sessionFiles.job);
  const { worktree } = recordOf(parseJson(await readFile(file, 'utf8').catch(() => '')));
  return typeof worktree === 'string' && existsSync(path.join(worktree, '.git')) ? worktree : undefined;
}
