import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { splitCommand } from '../../core/command/splitCommand.ts';
import { historyOf } from '../../core/history/history.ts';
import { noteFiles, withLearned } from '../../core/learnings/agentNotes.ts';
import type { NoteFile } from '../../core/learnings/agentNotes.ts';
import { findingsThatCameAgain } from '../../core/learnings/cameAgain.ts';
import { isSettled, learningsFile, settled } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { proposeLearnings } from '../../core/learnings/proposeLearnings.ts';
import type { Recorded } from '../../core/model/events.ts';
import { addLens } from '../../core/planText/edit/addLens.ts';
import { addCheck } from '../../core/planText/edit/addCheck.ts';
import { unifiedDiff } from '../../core/text/lineDiff.ts';
import { count } from '../../core/words/labels.ts';
import { findSigner, here } from '../../compose/cli.ts';
import { composeRun } from '../../compose/composeRun.ts';
import { learnFromRun } from '../../runs/record/learnFromRun.ts';
import { openOfAgent } from '../../runs/record/learnedFile.ts';
import type { LearnWish } from '../../runs/record/learnFromRun.ts';
import type { Place, Runs } from '../../runs/find/findRuns.ts';
import { fileInside } from '../../runs/shared/fileInside.ts';
import { errorMessage } from '../../util/errors.ts';
import { isRecord } from '../../util/records.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines, writeText } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

export const learn = defineCommand({
  name: 'learn',
  usage:
    '[RUN] [--agent NAME] [--accept N,…|all] [--edit N=TEXT]… [--dismiss N=WHY]… [--tell FILE]… [--check NAME=COMMAND]… [--lens ID=FOCUS]…',
  summary: 'Show what a run has taught, and keep what you accept for planners and agents of the next ones.',
  details: [
    `Accepted learnings go into ${learningsFile} of your checkout. Commit it: a run reads it at its base`,
    '--agent NAME  first have an agent read the record, a profile of the plan or a driver; it may only read, and what it proposes counts',
    '              only with records and commits that are there. Its sentences stay in the list until they are settled',
    '--accept N,…|all  keep these, by their numbers',
    '--edit N=TEXT  keep it in your words',
    '--dismiss N=WHY  do not propose it again; the reason stays in the file',
    `--tell ${Object.keys(noteFiles).join('|')}  also write what is kept into ${Object.values(noteFiles).join(' or ')}, for agents outside of runs`,
    '--check NAME=COMMAND  make a check of the plan of what a sentence has not kept away: it is red where it comes again',
    '--lens ID=FOCUS  make an audit lens of the plan of it: auditors look for it before the first wave',
    '--plan FILE  the plan that gets the check or the lens; default: that of the run',
    '--preview  show as a diff what would be written, and write nothing',
  ],
  options: {
    ...placeOptions,
    accept: { type: 'string' },
    edit: { type: 'string', multiple: true },
    dismiss: { type: 'string', multiple: true },
    tell: { type: 'string', multiple: true },
    check: { type: 'string', multiple: true },
    lens: { type: 'string', multiple: true },
    agent: { type: 'string' },
    plan: { type: 'string' },
    preview: { type: 'boolean', default: false },
  },
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const place = placeOf(terminal, values);
    const { events, state, runs } = await viewRun(place, run);
    const file = path.join(runs.repository, ...learningsFile.split('/'));
    const before = await textOf(file);
    const history = historyOf(events);
    const byCode = history === undefined ? [] : proposeLearnings(history, events);
    if (values.agent !== undefined) {
      const wish = { state, events, kept: before, proposed: byCode, agent: values.agent };
      await askAgent(wish, { ...place, folder: runs.repository }, terminal);
    }
    const proposed = [
      ...byCode.filter((learning) => !isSettled(before, learning)),
      ...(await openOfAgent(runs.layout, state.run, before)),
    ];
    const edited = (values.edit ?? []).map((word) => ({ ...chosen(proposed, word, '--edit'), text: textIn(word) }));
    const dismissed = (values.dismiss ?? []).map((word) => ({
      ...chosen(proposed, word, '--dismiss'),
      why: textIn(word),
    }));
    const accepted = acceptedOf(proposed, values.accept).filter(
      ({ id }) => ![...edited, ...dismissed].some((one) => one.id === id),
    );
    const kept = [...accepted, ...edited];
    const told = kept.map(({ text }) => text);
    const changed = [
      ...(kept.length + dismissed.length === 0
        ? []
        : [{ file: learningsFile, before, after: settled(before, kept, dismissed) }]),
      ...(await notesWith(runs.repository, values.tell, told)),
      ...(await planWith(runs.repository, values.plan ?? state.plan.file, values)),
    ].filter(({ before: old, after }) => old !== after);
    if (values.preview === true) {
      if (values.json === true) await writeJson(terminal, { run: state.run, changed });
      else
        for (const { file: name, before: old, after } of changed)
          await writeText(terminal, unifiedDiff(old, after, name));
      return exitCodes.done;
    }
    for (const { file: name, after } of changed) await writeInto(runs.repository, name, after);
    const again = findingsThatCameAgain(await allEvents(runs, terminal));
    if (values.json === true) {
      await writeJson(terminal, {
        run: state.run,
        proposed,
        accepted: kept,
        dismissed,
        file: learningsFile,
        again,
        written: changed.map(({ file: name }) => name),
      });
    } else if (changed.length > 0) {
      if (kept.length + dismissed.length > 0) {
        terminal.note(`${kept.length} kept, ${dismissed.length} dismissed in ${learningsFile}.`);
      }
      terminal.note(
        `Written: ${changed.map(({ file: name }) => name).join(', ')}. Commit it, so that the next run has it.`,
      );
    } else if (proposed.length + again.length === 0)
      terminal.note(`Run ${state.run} has taught nothing that is not settled already.`);
    else {
      await writeLines(terminal, [
        ...proposed.flatMap(({ text, evidence }, index) => [`${index + 1}. ${text}`, `   (${evidence})`]),
        ...again.flatMap(({ title, rounds, runs: many, files }) => [
          `Found in ${count(rounds, 'round')} of ${count(many, 'run')}: ${title} (${files.slice(0, 3).join(', ')})`,
          '   A sentence has not kept it away. Make it a check: --check NAME="COMMAND THAT FAILS ON IT"',
        ]),
      ]);
      terminal.note(`Keep what helps: wavegate learn ${state.run} --accept 1,2   --edit 1="…"   --dismiss 1="…"`);
    }
    return exitCodes.done;
  },
});

interface Changed {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** @throws CliError `usage` for a file that is none of those agents read, and where nothing is kept */
async function notesWith(
  repository: string,
  words: readonly string[] = [],
  sentences: readonly string[],
): Promise<readonly Changed[]> {
  if (words.length > 0 && sentences.length === 0) {
    throw new CliError('usage', '--tell goes with --accept or --edit: it writes what is kept.');
  }
  return Promise.all(
    words.map(async (word) => {
      const known = (Object.keys(noteFiles) as NoteFile[]).find((name) => name === word);
      if (known === undefined) {
        throw new CliError('usage', `--tell takes ${Object.keys(noteFiles).join(' or ')}, not "${word}".`);
      }
      const before = await textOf(path.join(repository, noteFiles[known]));
      return { file: noteFiles[known], before, after: withLearned(before, sentences) };
    }),
  );
}

/** @throws CliError `usage` for what is no check, and for a plan that cannot be changed */
async function planWith(
  repository: string,
  named: string,
  { check: words = [], lens: lenses = [] }: { readonly check?: readonly string[]; readonly lens?: readonly string[] },
): Promise<readonly Changed[]> {
  if (words.length + lenses.length === 0) return [];
  const file = path.isAbsolute(named) ? undefined : await fileInside(repository, path.join(repository, named));
  const before = file === undefined ? '' : await textOf(path.join(repository, ...file.split('/')));
  if (file === undefined || before === '') {
    throw new CliError('usage', `There is no plan ${named} in ${repository}. Name it from there with --plan FILE.`);
  }
  let after = before;
  for (const word of words) {
    const [, name, command = ''] = /^([A-Za-z0-9][\w.-]*)=(.*\S.*)$/s.exec(word) ?? [];
    if (name === undefined) throw new CliError('usage', `--check ${word}: write --check NAME="COMMAND".`);
    const split = splitCommand(command);
    if ('problem' in split) throw new CliError('usage', `--check ${name}: ${split.problem}`);
    const changed = addCheck(after, name, command);
    if (typeof changed !== 'string') throw new CliError('usage', changed.refused);
    after = changed;
  }
  for (const word of lenses) {
    const [, id, focus = ''] = /^([a-z0-9][a-z0-9-]*)=(.*\S.*)$/is.exec(word) ?? [];
    if (id === undefined) throw new CliError('usage', `--lens ${word}: write --lens ID="WHAT AN AUDITOR LOOKS FOR".`);
    const changed = addLens(after, id, focus.trim());
    if (typeof changed !== 'string') throw new CliError('usage', changed.refused);
    after = changed;
  }
  return [{ file, before, after }];
}

/** Has an agent read the record, and says what of its answer does not count. @throws CliError `interrupted` after Ctrl+C */
async function askAgent(wish: LearnWish, place: Place, terminal: Terminal): Promise<void> {
  const planPath = path.join(place.folder, ...wish.state.plan.file.split('/'));
  const composed = await composeRun({ ...place, planPath, signer: await findSigner(undefined, terminal.env) });
  await composed.requirePlaces();
  terminal.note(`${wish.agent} reads the record of run ${wish.state.run}. It may only read.`);
  const asked = learnFromRun(wish, composed, here, terminal.interrupted);
  const { learnings, refused } = await asked.catch((error: unknown) => {
    if (terminal.interrupted.aborted) throw new CliError('interrupted', 'The agent was ended. Nothing is proposed.');
    throw error;
  });
  terminal.note(`It proposes ${learnings.length === 1 ? '1 learning' : `${learnings.length} learnings`}.`);
  for (const { text, why } of refused) terminal.note(`Left out: “${text}” ${why}`);
}

async function writeInto(repository: string, file: string, text: string): Promise<void> {
  const target = path.join(repository, ...file.split('/'));
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

/** Events of all runs of the repository; a journal that cannot be read is named and left out. */
async function allEvents({ journals }: Runs, terminal: Terminal): Promise<readonly (readonly Recorded[])[]> {
  const all: (readonly Recorded[])[] = [];
  for (const { run } of await journals.list()) {
    try {
      all.push([...(await journals.read(run))]);
    } catch (error) {
      terminal.note(`Run ${run} is left out: ${errorMessage(error)}`);
    }
  }
  return all;
}

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
