import { here } from '../../compose/cli.ts';
import { personAt } from '../../compose/person.ts';
import { nothingBreaks, predictable, predictionLines } from '../../core/queries/predictions.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { heldPredictions, keepPrediction } from '../../runs/record/predictions.ts';
import { findRoots } from '../../state/roots.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const predict = defineCommand({
  name: 'predict',
  usage: '[RUN [WAVE]] [--files N] [--breaks NAME]',
  summary:
    'Say before a launch what you expect of the wave; without options, show what came of it, without RUN in all runs.',
  details: [
    'It is yours alone: kept in the state folder, in no record of the run and no repository, and told to no agent.',
    '--files N  how many files the wave will change',
    `--breaks NAME  the test or check that will fail first, or a part of its name; ${nothingBreaks} for nothing`,
    'Once the wave is committed it is held against what happened; `wavegate record --self-checks` shows all of them over time.',
  ],
  options: { ...placeOptions, files: { type: 'string' }, breaks: { type: 'string' } },
  arguments: [0, 2],
  async run({ values, positionals: [run, wave], terminal }) {
    const place = placeOf(terminal, values);
    const { state: root } = findRoots(process.platform, terminal.env, place.settings);
    const files = filesOf(values.files);
    const breaks = values.breaks?.trim();
    if (breaks === '') throw new CliError('usage', `Name a test with --breaks, or write --breaks ${nothingBreaks}.`);
    const says = files !== undefined || breaks !== undefined;
    if (says && run === undefined) throw new CliError('usage', 'Name the run whose launch you predict.');
    const runs = await findRuns(here, place);
    if (says) {
      const { state } = await viewRun(place, run);
      const asked = predictable(state, wave);
      if ('refused' in asked) throw new CliError('no', asked.refused);
      await keepPrediction(root, {
        ...{ who: await personAt(runs.repository), at: Date.now(), run: state.run, ...asked },
        ...(files === undefined ? {} : { files }),
        ...(breaks === undefined ? {} : { breaks }),
      });
    }
    const held = await heldPredictions(root, runs.journals, run);
    if (values.json === true) await writeJson(terminal, held);
    else if (held.length === 0)
      terminal.note(
        'Nothing was predicted. Say it while a launch waits: `wavegate predict RUN --files N --breaks NAME`.',
      );
    else await writeLines(terminal, predictionLines(held));
    return exitCodes.done;
  },
});

function filesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new CliError('usage', `--files takes a number of files, not "${text}".`);
}
