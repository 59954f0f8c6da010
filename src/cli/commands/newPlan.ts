import path from 'node:path';
import { planOfRun } from '../../runs/planning/plansFromRuns.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { writeNewFile } from '../shared/newFile.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const newPlan = defineCommand({
  name: 'new',
  usage: 'PLAN --from-run RUN [--title TITLE]',
  summary: 'Write a plan with the form of a run that shipped: its waves, teams, agents, checks and gates.',
  details: [
    'PLAN  the file to write, which is not there yet: NAME.waveplan.yaml',
    '--from-run RUN  what it was about is left out; you write your own where the plan says REPLACE',
    '--title TITLE  what the new change is called',
  ],
  options: { ...placeOptions, 'from-run': { type: 'string' }, title: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [plan = ''], terminal }) {
    const run = values['from-run'];
    if (run === undefined) {
      throw new CliError('usage', 'Name the run whose form the plan gets: --from-run RUN. See wavegate status.');
    }
    if (!/\.waveplan\.ya?ml$/.test(plan)) {
      throw new CliError('usage', `A plan is called NAME.waveplan.yaml, not "${plan}".`);
    }
    const { state } = await viewRun(placeOf(terminal, values), run);
    const { source, notes } = planOfRun(state, values.title ?? 'REPLACE: what the whole change is called');
    const file = path.resolve(terminal.folder, plan);
    await writeNewFile(file, source);
    if (values.json === true) await writeJson(terminal, { run, file, notes });
    else {
      await writeLines(terminal, notes);
      terminal.note(`Written to ${file}.`);
    }
    return exitCodes.done;
  },
});
