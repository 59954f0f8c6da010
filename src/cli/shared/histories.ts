import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { readBudgets } from '../../runs/budgets/budgetFile.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import type { Place } from '../../runs/find/findRuns.ts';
import { historyOf } from '../../core/history/history.ts';
import type { RunHistory } from '../../core/history/model.ts';
import type { Prices } from '../../core/history/costs.ts';
import { isPrices, pricesForm } from '../../core/history/prices.ts';
import { errorMessage } from '../../util/errors.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/**
 * Histories of runs of a repository, oldest first. A journal that cannot be read is named and left out, unless it was asked
 * for.
 * @param wanted ids of runs; without any, all of them
 * @throws CliError `usage` when there is no run; JournalError when a run that was asked for cannot be read
 */
export async function readHistories(
  place: Place,
  wanted: readonly string[],
  terminal: Terminal,
): Promise<readonly RunHistory[]> {
  const { journals, repository } = await findRuns(here, place);
  const known = (await journals.list()).map(({ run }) => run);
  const histories: RunHistory[] = [];
  for (const run of wanted.length > 0 ? wanted : known) {
    const events = await journals.read(run).catch((error: unknown) => {
      if (wanted.length > 0) throw error;
      terminal.note(`Run ${run} is left out: ${errorMessage(error)}`);
      return [];
    });
    const history = historyOf(events);
    if (history !== undefined) histories.push(history);
  }
  if (histories.length === 0) {
    throw new CliError('usage', `There are no runs of ${repository} yet. Start one with \`wavegate run PLAN\`.`);
  }
  return histories.sort((one, other) => one.startedAt - other.startedAt);
}

/**
 * Reads a table of prices: JSON, by model or driver, `{"input": 3, "cached": 0.3, "output": 15}` in US dollars per million
 * tokens. Without one, those that were kept with `wavegate budget` in the state folder.
 * @throws CliError `usage` when the file cannot be read or is no such table
 */
export async function readPrices(file: string | undefined, terminal: Terminal, state: string): Promise<Prices> {
  // A table kept there that cannot be read is named by the command that keeps it.
  if (file === undefined) return (await readBudgets(state).catch(() => undefined))?.prices ?? {};
  const where = path.resolve(terminal.folder, file);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(where, 'utf8'));
  } catch (error) {
    const reason = errorMessage(error);
    throw new CliError('usage', `The prices in ${where} cannot be read: ${reason}. ${pricesForm}`, { cause: error });
  }
  if (!isPrices(value)) throw new CliError('usage', `${where} is no table of prices. ${pricesForm}`);
  return value;
}
