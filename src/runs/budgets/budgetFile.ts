import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isPrices } from '../../core/history/prices.ts';
import type { Prices } from '../../core/history/costs.ts';
import { budgetPeriods } from '../../core/model/sharedBudget.ts';
import type { SharedBudget } from '../../core/model/sharedBudget.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';

/** Limits and prices that a person has set for all runs that are recorded in one state folder. */
export interface BudgetSettings {
  readonly budgets: readonly SharedBudget[];
  /** For programs that tell tokens only. */
  readonly prices: Prices;
}

/** Path of the file that holds them. */
export function budgetFile(stateRoot: string): string {
  return path.join(stateRoot, 'budgets.json');
}

/**
 * Reads the budgets of a state folder; without the file there are none.
 * @throws Error, for people, when the file is there and cannot be used
 */
export async function readBudgets(stateRoot: string): Promise<BudgetSettings> {
  const file = budgetFile(stateRoot);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { budgets: [], prices: {} };
    throw new Error(unusable(file, errorMessage(error)), { cause: error });
  }
  const value = parseJson(text);
  if (!isRecord(value) || value['version'] !== 1) throw new Error(unusable(file, 'it is no JSON with "version": 1'));
  const { budgets = [], prices = {} } = value;
  if (!isPrices(prices)) throw new Error(unusable(file, '"prices" is no table of prices'));
  if (!Array.isArray(budgets)) throw new Error(unusable(file, '"budgets" is no list'));
  return { budgets: budgets.map((each: unknown) => budgetOf(each, file)), prices };
}

/** Writes them whole, so that nobody reads half of the file. @throws errors of the file system */
export async function writeBudgets(stateRoot: string, settings: BudgetSettings): Promise<void> {
  const file = budgetFile(stateRoot);
  await makeFolder(stateRoot);
  await writeWhole(file, `${JSON.stringify({ version: 1, ...settings }, null, 2)}\n`);
}

function budgetOf(value: unknown, file: string): SharedBudget {
  const { per: named, agent, usd, tokens, ...others } = isRecord(value) ? value : {};
  const per = budgetPeriods.find((each) => each === named);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(unusable(file, `a budget has no key "${unknown}"`));
  if (
    per === undefined ||
    !(agent === undefined || typeof agent === 'string') ||
    !isLimit(usd) ||
    !isLimit(tokens) ||
    (usd === undefined && tokens === undefined)
  ) {
    throw new Error(
      unusable(file, `${JSON.stringify(value)} is no budget such as {"per": "day", "agent": "claude", "usd": 20}`),
    );
  }
  return {
    per,
    ...(agent === undefined ? {} : { agent }),
    ...(usd === undefined ? {} : { usd }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}

function isLimit(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value) && value > 0);
}

function unusable(file: string, why: string): string {
  return `No agent is started, because the budgets in ${file} cannot be read: ${why}. Correct the file, or remove it to be without budgets.`;
}
