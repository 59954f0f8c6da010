import { budgetPeriods } from '../../core/model/sharedBudget.ts';
import type { SharedBudget } from '../../core/model/sharedBudget.ts';
import { driverTraits } from '../../core/plan/driverTraits.ts';
import { sharedBudgetLines } from '../../core/queries/sharedBudgets.ts';
import { budgetFile, readBudgets, writeBudgets } from '../../runs/budgets/budgetFile.ts';
import type { BudgetSettings } from '../../runs/budgets/budgetFile.ts';
import { createSharedBudgets } from '../../runs/budgets/sharedBudgets.ts';
import { findRoots } from '../../state/roots.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { readPrices } from '../shared/histories.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const budget = defineCommand({
  name: 'budget',
  usage: '[--per day|month [--agent DRIVER] (--usd N | --tokens N | --remove)] [--prices FILE]',
  summary: 'Show or set what agents may use in a day or a month, in all runs of this machine together.',
  details: [
    'Once it is used up, launch gates cannot be approved and no further agent is started; those at work go on to their end.',
    'Runs go on by themselves when it is raised, or begins again. A run in a database of a team does not count.',
    `--per ${budgetPeriods.join('|')}  which budget; a day begins at midnight, a month on its first day, in local time`,
    `--agent DRIVER  only for agents of this driver: ${Object.keys(driverTraits).join(', ')}; default: all together`,
    '--usd N, --tokens N  the limit, in US dollars or in tokens, in and out; what is not named stays as it is',
    '--remove  without this budget from now on',
    '--prices FILE  keep these prices for programs that tell tokens only: see cost',
  ],
  options: {
    state: { type: 'string' },
    per: { type: 'string' },
    agent: { type: 'string' },
    usd: { type: 'string' },
    tokens: { type: 'string' },
    remove: { type: 'boolean', default: false },
    prices: { type: 'string' },
  },
  arguments: [0, 0],
  async run({ values, terminal }) {
    const { settings } = placeOf(terminal, { state: values.state });
    const { state } = findRoots(process.platform, terminal.env, settings);
    const changed = changeOf(values);
    if (changed !== undefined || values.prices !== undefined) {
      const before = await readBudgets(state).catch((error: unknown) => {
        throw new CliError('usage', error instanceof Error ? error.message : String(error));
      });
      const prices = values.prices === undefined ? before.prices : await readPrices(values.prices, terminal, state);
      await writeBudgets(state, { budgets: changed?.(before) ?? before.budgets, prices });
    }
    const seen = await createSharedBudgets(state).seen();
    if (values.json === true) await writeJson(terminal, { file: budgetFile(state), ...seen });
    else if (seen.problem !== undefined) throw new CliError('usage', seen.problem);
    else if (seen.uses.length === 0)
      terminal.note('There are no budgets over all runs. Set one with `wavegate budget --per day --usd 20`.');
    else await writeLines(terminal, sharedBudgetLines(seen));
    return seen.problem === undefined ? exitCodes.done : exitCodes.usage;
  },
});

interface Change {
  readonly per?: string | undefined;
  readonly agent?: string | undefined;
  readonly usd?: string | undefined;
  readonly tokens?: string | undefined;
  readonly remove?: boolean | undefined;
}

/** The list of budgets after a change; undefined where none is asked for. @throws CliError `usage` */
function changeOf(values: Change): ((before: BudgetSettings) => readonly SharedBudget[]) | undefined {
  const { agent, remove = false } = values;
  const usd = limitOf('--usd', values.usd, false);
  const tokens = limitOf('--tokens', values.tokens, true);
  const asks = agent !== undefined || usd !== undefined || tokens !== undefined || remove;
  if (values.per === undefined && !asks) return undefined;
  const per = budgetPeriods.find((each) => each === values.per);
  if (per === undefined) {
    throw new CliError('usage', `Say which budget is meant: --per ${budgetPeriods.join(' or --per ')}.`);
  }
  if (agent !== undefined && !Object.hasOwn(driverTraits, agent)) {
    throw new CliError(
      'usage',
      `There is no driver "${agent}". --agent takes one of: ${Object.keys(driverTraits).join(', ')}.`,
    );
  }
  if (remove === (usd !== undefined || tokens !== undefined)) {
    throw new CliError('usage', 'Give either a limit, with --usd or --tokens, or --remove.');
  }
  return ({ budgets }) => {
    const isMeant = (each: SharedBudget): boolean => each.per === per && each.agent === agent;
    const old = budgets.find(isMeant);
    const others = budgets.filter((each) => !isMeant(each));
    if (remove && old === undefined) {
      throw new CliError('usage', `There is no budget of the ${per}${agent === undefined ? '' : ` for ${agent}`}.`);
    }
    if (remove) return others;
    const named = { per, ...(agent === undefined ? {} : { agent }) };
    return [
      ...others,
      { ...old, ...named, ...(usd === undefined ? {} : { usd }), ...(tokens === undefined ? {} : { tokens }) },
    ];
  };
}

function limitOf(option: string, text: string | undefined, whole: boolean): number | undefined {
  if (text === undefined) return undefined;
  const amount = Number(text);
  if (text.trim() !== '' && Number.isFinite(amount) && amount > 0 && (!whole || Number.isInteger(amount)))
    return amount;
  throw new CliError('usage', `${option} takes a ${whole ? 'whole ' : ''}number greater than 0, not "${text}".`);
}
