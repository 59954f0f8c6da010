import { replay } from '../../core/run/evolve.ts';
import type { UnfinishedRun } from '../../core/model/otherRun.ts';
import { unfinishedRun } from '../../core/queries/otherRuns.ts';
import type { JournalStore } from '../../ports/journal.ts';
import type { OtherRuns } from '../../ports/otherRuns.ts';

interface Known {
  readonly modifiedAt: number;
  /** undefined once it is over. */
  readonly unfinished?: UnfinishedRun;
  readonly isUnread?: true;
}

/**
 * Finds the runs of a repository that are not over, in several places. Journals are read again only once they have grown.
 * @param stores the places; one that cannot be asked now has no runs
 */
export function createOtherRuns(stores: readonly Pick<JournalStore, 'list' | 'read'>[]): OtherRuns {
  const known = stores.map((store) => ({ store, runs: new Map<string, Known>() }));
  return {
    async unfinished(but) {
      const all: UnfinishedRun[] = [];
      const unread: string[] = [];
      for (const { store, runs } of known) {
        for (const { run, modifiedAt } of await store.list().catch(() => [])) {
          if (run === but) continue;
          if (runs.get(run)?.modifiedAt !== modifiedAt) runs.set(run, { modifiedAt, ...(await look(store, run)) });
          const { unfinished, isUnread } = runs.get(run) ?? {};
          if (isUnread === true) unread.push(run);
          else if (unfinished !== undefined) all.push(unfinished);
        }
      }
      return { runs: all, unread };
    },
  };
}

async function look(store: Pick<JournalStore, 'read'>, run: string): Promise<Omit<Known, 'modifiedAt'>> {
  try {
    const state = replay(await store.read(run));
    const unfinished = state && unfinishedRun(state);
    return unfinished === undefined ? {} : { unfinished };
  } catch {
    return { isUnread: true };
  }
}
