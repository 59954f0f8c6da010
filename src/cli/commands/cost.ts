import { costKeys, costsOf } from '../../core/history/costs.ts';
import type { CostKey } from '../../core/history/costs.ts';
import { teamBudgetsOf } from '../../core/history/costDocument.ts';
import { costCsv, costLines } from '../../core/history/tables.ts';
import { sharedBudgetLines } from '../../core/queries/sharedBudgets.ts';
import { createSharedBudgets } from '../../runs/budgets/sharedBudgets.ts';
import { findRoots } from '../../state/roots.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { readHistories, readPrices } from '../shared/histories.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const cost = defineCommand({
  name: 'cost',
  usage: '[RUN…] [--by KEY] [--prices FILE] [--csv]',
  summary: 'Show what agents have used. Without RUN: in all runs of this repository.',
  details: [
    `--by KEY  group by ${costKeys.join(', ')}; default run. Person: who approved the start`,
    '--prices FILE  JSON by model or driver, US dollars per million tokens, for programs that tell tokens only; default: those of budget:',
    '               {"MODEL": {"input": 3, "cached": 0.3, "output": 15}}',
    '--csv  comma-separated values, tokens and dollars as plain numbers',
  ],
  options: {
    ...placeOptions,
    by: { type: 'string', default: 'run' },
    prices: { type: 'string' },
    csv: { type: 'boolean', default: false },
  },
  arguments: [0, 100],
  async run({ values, positionals, terminal }) {
    const by = keyOf(values.by);
    const place = placeOf(terminal, values);
    const { state } = findRoots(process.platform, terminal.env, place.settings);
    const prices = await readPrices(values.prices, terminal, state);
    const histories = await readHistories(place, positionals, terminal);
    const seen = await createSharedBudgets(state).seen();
    const summary = costsOf(histories, by, prices, -new Date().getTimezoneOffset());
    if (values.json === true)
      await writeJson(terminal, {
        by,
        ...summary,
        budgets: seen,
        teamBudgets: teamBudgetsOf(histories),
      });
    else if (values.csv === true) await terminal.write(costCsv(summary, by));
    else if (summary.total.sessions === 0) terminal.note('No agent has run yet, so nothing was used.');
    else {
      const lines = costLines(summary);
      const budgets = [...teamBudgetsOf(histories), ...sharedBudgetLines(seen)];
      await writeLines(terminal, [...lines, ...(budgets.length === 0 || lines.at(-1) === '' ? [] : ['']), ...budgets]);
    }
    return exitCodes.done;
  },
});

function keyOf(by: string): CostKey {
  const key = costKeys.find((known) => known === by);
  if (key === undefined) throw new CliError('usage', `Unknown key "${by}". Group by one of: ${costKeys.join(', ')}.`);
  return key;
}
