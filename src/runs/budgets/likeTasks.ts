import { historyOf } from '../../core/history/history.ts';
import { likeTasksOf } from '../../core/history/likeTasks.ts';
import type { RunHistory } from '../../core/history/model.ts';
import type { LikeTasks } from '../../core/model/projection.ts';
import type { JournalStore } from '../../ports/journal.ts';
import { readBudgets } from './budgetFile.ts';

/** Most runs that are read: the newest. */
const most = 20;

/**
 * Finds out what tasks of the newest runs of a repository have taken. Journals are read again only once they have grown; what
 * cannot be read is left out. Never rejects.
 * @param stateRoot folder with the prices for programs that tell tokens only
 */
export function createLikeTasks(
  journals: Pick<JournalStore, 'list' | 'read'>,
  stateRoot: string,
): () => Promise<readonly LikeTasks[]> {
  const known = new Map<string, { readonly modifiedAt: number; readonly history: RunHistory | undefined }>();
  return async () => {
    try {
      const newest = [...(await journals.list())]
        .sort((one, other) => other.modifiedAt - one.modifiedAt)
        .slice(0, most);
      for (const { run, modifiedAt } of newest) {
        if (known.get(run)?.modifiedAt === modifiedAt) continue;
        const history = await journals.read(run).then(historyOf, () => undefined);
        known.set(run, { modifiedAt, history });
      }
      const histories = newest.flatMap(({ run }) => known.get(run)?.history ?? []);
      return likeTasksOf(histories, (await readBudgets(stateRoot).catch(() => undefined))?.prices);
    } catch {
      return [];
    }
  };
}
