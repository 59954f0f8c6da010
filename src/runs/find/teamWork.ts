import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { TeamDatabase } from '../../database/teamDatabase.ts';
import type { RunRefs } from '../../git/work/runWork.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import type { LocalLayout } from '../../state/layout.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** The commits of a team's runs: brought to the database, and from there to this machine. */
export interface TeamWork {
  /**
   * Brings there what others lack. Calls that come meanwhile wait.
   *
   * @param commits where this process has brought all of them there already, nothing is looked at. Default: everything is
   */
  publish(run: string, commits?: readonly string[]): Promise<void>;
  /** Gets the commits that are there; no ref moves. */
  fetch(run: string): Promise<void>;
  /** Gets the commits and puts the refs of the run where they were, for whoever goes on with it. */
  take(run: string): Promise<void>;
}

export function createTeamWork(options: {
  readonly services: Pick<WorkerServices, 'packRun' | 'unpackRun' | 'setRunRefs'>;
  readonly team: Pick<TeamDatabase, 'work'>;
  readonly layout: Pick<LocalLayout, 'runFolder'>;
  readonly repository: string;
}): TeamWork {
  const { services, team, layout, repository } = options;
  let last: Promise<unknown> = Promise.resolve();
  /** Commits of refs as they were last found there, or put there. */
  const there = new Map<string, ReadonlySet<string>>();

  async function withFile<Result>(run: string, use: (file: string) => Promise<Result>): Promise<Result> {
    await makeFolder(layout.runFolder(run));
    const file = path.join(layout.runFolder(run), `${randomUUID()}.bundle`);
    try {
      return await use(file);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Number of the last bundle whose commits are in this repository. */
  const noteFile = (run: string): string => path.join(layout.runFolder(run), 'work.json');
  const note = (run: string, number: number): Promise<void> => writeFile(noteFile(run), JSON.stringify({ number }));

  async function noted(run: string): Promise<number> {
    try {
      const { number } = JSON.parse(await readFile(noteFile(run), 'utf8')) as { readonly number?: unknown };
      return typeof number === 'number' ? number : 0;
    } catch {
      return 0;
    }
  }

  async function fetch(run: string): Promise<RunRefs> {
    for (const { number, bundle } of await team.work.since(run, await noted(run))) {
      if (bundle !== undefined) {
        await withFile(run, async (file) => {
          await writeFile(file, bundle);
          await services.unpackRun(repository, file);
        });
      }
      await makeFolder(layout.runFolder(run));
      await note(run, number);
    }
    return (await team.work.refs(run)) ?? {};
  }

  async function publish(run: string): Promise<void> {
    const had = (await team.work.refs(run)) ?? {};
    await withFile(run, async (file) => {
      const { refs, packed } = await services.packRun(repository, run, had, file);
      const same = Object.keys(refs).length === Object.keys(had).length;
      if (packed || !same || !Object.entries(refs).every(([ref, commit]) => had[ref] === commit)) {
        const number = await team.work.add(run, refs, packed ? await readFile(file) : undefined);
        await note(run, number);
      }
      there.set(run, new Set(Object.values(refs)));
    });
  }

  return {
    publish(run, commits) {
      const known = there.get(run);
      if (known !== undefined && commits?.every((commit) => known.has(commit)) === true) return Promise.resolve();
      const next = last.then(() => publish(run));
      last = next.catch(() => undefined);
      return next;
    },
    fetch: async (run) => void (await fetch(run)),
    take: async (run) => services.setRunRefs(repository, run, await fetch(run)),
  };
}
