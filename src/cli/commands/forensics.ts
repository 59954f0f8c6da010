import { failureKinds, failuresOf, trend } from '../../core/history/failures.ts';
import { patternRows } from '../../core/history/patternRows.ts';
import { failureLines } from '../../core/history/tables.ts';
import { findRoots } from '../../state/roots.ts';
import { count } from '../../core/words/labels.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { readHistories, readPrices } from '../shared/histories.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const forensics = defineCommand({
  name: 'forensics',
  usage: '[RUN…] [--days N] [--prices FILE]',
  summary: 'Show what went wrong, by kind: how often, at what cost, what noticed it. Without RUN: in all runs.',
  details: [
    'The letters are patterns that runs coordinated by a model repeat; each is counted by what its step has stopped.',
    '--days N  length of a stretch of the trend, such as a sprint; default 14',
    '--prices FILE  see cost',
  ],
  options: { ...placeOptions, days: { type: 'string', default: '14' }, prices: { type: 'string' } },
  arguments: [0, 100],
  async run({ values, positionals, terminal }) {
    const days = daysOf(values.days);
    const place = placeOf(terminal, values);
    const { state } = findRoots(process.platform, terminal.env, place.settings);
    const prices = await readPrices(values.prices, terminal, state);
    const histories = await readHistories(place, positionals, terminal);
    const failures = histories.flatMap((history) => failuresOf(history, prices));
    const kinds = failureKinds(failures);
    const rows = trend(histories, failures, days, Date.now());
    if (values.json === true)
      await writeJson(terminal, { kinds, patterns: patternRows(failures), failures, trend: rows });
    else if (kinds.length === 0) terminal.note(`Nothing has failed in ${count(histories.length, 'run')}.`);
    else await writeLines(terminal, failureLines(kinds, patternRows(failures), rows));
    return exitCodes.done;
  },
});

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isFinite(days) && days > 0) return days;
  throw new CliError('usage', `--days takes a number of days greater than 0, not "${text}".`);
}
