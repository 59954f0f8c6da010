import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../clock/systemClock.ts';
import { budgetUse } from '../../core/history/budgetUse.ts';
import type { PaidSession, Period } from '../../core/history/budgetUse.ts';
import { historyOf } from '../../core/history/history.ts';
import type { BudgetsSeen, SharedBudget } from '../../core/model/sharedBudget.ts';
import { digest } from '../../decisions/digest.ts';
import { createJournalStore } from '../../journal/journalStore.ts';
import type { Budgets } from '../../ports/budgets.ts';
import { createPrograms } from '../../processes/programs.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { readBudgets } from './budgetFile.ts';

/** Clocks of file systems tick in steps: of a hundredth of a second on this side, of two seconds on some network's. */
const freshMs = 3_000;

/** Paid sessions of one run, as of the time its journal was written last. */
interface Known {
  readonly modifiedAt: number;
  /** Read so soon after it was written that a later record may have come within the same tick of the file system's clock. */
  readonly isFresh: boolean;
  /** undefined where the journal cannot be read. */
  readonly sessions: readonly PaidSession[] | undefined;
}

/**
 * Budgets over all runs that are recorded in the files of a state folder, of whichever repository. Of the journals, only those
 * that were written in the period are read, and again only when they have grown.
 * @param now epoch milliseconds
 */
export function createSharedBudgets(stateRoot: string, now: () => number = Date.now): Budgets {
  const known = new Map<string, Known>();
  return {
    async seen(ending) {
      try {
        const { budgets, prices } = await readBudgets(stateRoot);
        if (budgets.length === 0) return { uses: [] };
        const at = new Date(now());
        const periods = budgets.map((budget) => [budget, periodOf(budget, at)] as const);
        const { sessions, unread } = await paidSince(
          stateRoot,
          Math.min(...periods.map(([, { from }]) => from)),
          known,
        );
        const all = ending === undefined ? sessions : [...sessions, ending];
        return {
          uses: periods.map(([budget, period]) => budgetUse(budget, all, period, prices)),
          ...(unread === 0 ? {} : { unread }),
        } satisfies BudgetsSeen;
      } catch (error) {
        return { uses: [], problem: errorMessage(error) };
      }
    },
  };
}

/** The day or month of a moment, in local time. */
export function periodOf({ per }: Pick<SharedBudget, 'per'>, at: Date): Period {
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  const from = per === 'day' ? new Date(year, month, day) : new Date(year, month, 1);
  const to = per === 'day' ? new Date(year, month, day + 1) : new Date(year, month + 1, 1);
  return { from: from.getTime(), to: to.getTime(), since: dayText(from), until: dayText(to) };
}

function dayText(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

async function paidSince(
  stateRoot: string,
  from: number,
  known: Map<string, Known>,
): Promise<{ readonly sessions: readonly PaidSession[]; readonly unread: number }> {
  const sessions: PaidSession[] = [];
  let unread = 0;
  for (const repository of await foldersIn(stateRoot)) {
    const journals = journalsIn(path.join(stateRoot, repository, 'runs'));
    for (const { run, modifiedAt } of await journals.list()) {
      if (modifiedAt < from) continue;
      const key = path.join(repository, run);
      const before = known.get(key);
      const isFresh = Date.now() - modifiedAt < freshMs;
      const paid =
        before?.modifiedAt === modifiedAt && !before.isFresh
          ? before.sessions
          : await journals.read(run).then(
              (events) => (historyOf(events)?.sessions ?? []).filter(({ usage }) => usage !== undefined),
              () => undefined,
            );
      known.set(key, { modifiedAt, isFresh, sessions: paid });
      if (paid === undefined) unread += 1;
      else sessions.push(...paid);
    }
  }
  return { sessions, unread };
}

function journalsIn(runsFolder: string) {
  const runFolder = (run: string): string => path.join(runsFolder, run);
  const programs = createPrograms();
  return createJournalStore({
    layout: { runsFolder, runFolder, journalFile: (run) => path.join(runFolder(run), 'journal.jsonl') },
    clock: systemClock,
    identify: (pid) => programs.identify(pid),
    digest,
  });
}

async function foldersIn(stateRoot: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(stateRoot, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
