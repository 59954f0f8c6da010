import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyOf } from '../../core/history/history.ts';
import { isSettled, learningsFile, settled } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { proposeLearnings } from '../../core/learnings/proposeLearnings.ts';
import { isRecord } from '../../util/records.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const learn = defineCommand({
  name: 'learn',
  usage: '[RUN] [--accept N,…|all] [--edit N=TEXT]… [--dismiss N=WHY]…',
  summary: 'Show what a run has taught, and keep what you accept for planners and agents of the next ones.',
  details: [
    `Accepted learnings go into ${learningsFile} of your checkout. Commit it: a run reads it at its base`,
    '--accept N,…|all  keep these, by their numbers',
    '--edit N=TEXT  keep it in your words',
    '--dismiss N=WHY  do not propose it again; the reason stays in the file',
  ],
  options: {
    ...placeOptions,
    accept: { type: 'string' },
    edit: { type: 'string', multiple: true },
    dismiss: { type: 'string', multiple: true },
  },
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const { events, state, runs } = await viewRun(placeOf(terminal, values), run);
    const file = path.join(runs.repository, ...learningsFile.split('/'));
    const before = await textOf(file);
    const history = historyOf(events);
    const proposed = (history === undefined ? [] : proposeLearnings(history, events)).filter(
      (learning) => !isSettled(before, learning),
    );
    const edited = (values.edit ?? []).map((word) => ({ ...chosen(proposed, word, '--edit'), text: textIn(word) }));
    const dismissed = (values.dismiss ?? []).map((word) => ({
      ...chosen(proposed, word, '--dismiss'),
      why: textIn(word),
    }));
    const accepted = acceptedOf(proposed, values.accept).filter(
      ({ id }) => ![...edited, ...dismissed].some((one) => one.id === id),
    );
    const kept = [...accepted, ...edited];
    if (kept.length + dismissed.length > 0) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, settled(before, kept, dismissed));
    }
    if (values.json === true) {
      await writeJson(terminal, { run: state.run, proposed, accepted: kept, dismissed, file: learningsFile });
    } else if (kept.length + dismissed.length > 0) {
      terminal.note(
        `${kept.length} kept, ${dismissed.length} dismissed in ${learningsFile}. Commit it, so that the next run has it.`,
      );
    } else if (proposed.length === 0) terminal.note(`Run ${state.run} has taught nothing that is not settled already.`);
    else {
      await writeLines(
        terminal,
        proposed.flatMap(({ text, evidence }, index) => [`${index + 1}. ${text}`, `   (${evidence})`]),
      );
      terminal.note(`Keep what helps: wavegate learn ${state.run} --accept 1,2   --edit 1="…"   --dismiss 1="…"`);
    }
    return exitCodes.done;
  },
});

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT') return '';
    throw error;
  }
}

function acceptedOf(proposed: readonly Learning[], words: string | undefined): readonly Learning[] {
  if (words === undefined) return [];
  return words === 'all' ? proposed : words.split(',').map((word) => chosen(proposed, word, '--accept'));
}

function textIn(word: string): string {
  return word.slice(word.indexOf('=') + 1).trim();
}

/** @throws CliError `usage` for a number that names nothing, and where a text is missing */
function chosen(proposed: readonly Learning[], word: string, option: string): Learning {
  const [number = ''] = word.split('=');
  const found = /^\d+$/.test(number.trim()) ? proposed[Number(number) - 1] : undefined;
  if (found === undefined) {
    throw new CliError(
      'usage',
      `${option} ${word}: there is no learning ${number}. They have the numbers 1 to ${proposed.length}.`,
    );
  }
  if (option !== '--accept' && (!word.includes('=') || textIn(word) === '')) {
    throw new CliError('usage', `${option} ${word}: write ${option} ${number}="…".`);
  }
  return found;
}
