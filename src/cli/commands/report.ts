import { renderReport } from '../../core/report/report.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { exitCodes } from '../exit.ts';
import { placeOf, viewRun } from '../place.ts';
import { writeJson } from '../terminal.ts';

export const report = defineCommand({
  name: 'report',
  usage: '[RUN]',
  summary: 'Print the decision record of a run as Markdown. Without RUN: of the latest run.',
  options: placeOptions,
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const { state } = await viewRun(placeOf(terminal, values), run);
    const markdown = renderReport(state);
    if (values.json === true) await writeJson(terminal, { run: state.run, markdown });
    else await terminal.write(markdown);
    return exitCodes.done;
  },
});
