import { namedGate, pendingGates } from '../../core/queries/runQueries.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { writeDifference } from '../shared/difference.ts';
import { fetchWork } from '../../runs/find/findRuns.ts';
import { placeOf, viewRun } from '../shared/place.ts';

export const diff = defineCommand({
  name: 'diff',
  usage: 'RUN [GATE] [--stat | --name-only]',
  summary: 'Show what a gate is about as a diff, the riskiest files first; at a plan gate, what changes in the plan.',
  details: [
    'Without GATE: the gate that waits, else everything the run has committed.',
    'At a gate about a change of the plan: what it means, and its text.',
    '--stat  how much changes in each file; for a plan, what it means alone',
    '--name-only  the files alone',
  ],
  options: {
    ...placeOptions,
    stat: { type: 'boolean', default: false },
    'name-only': { type: 'boolean', default: false },
  },
  arguments: [1, 2],
  async run({ values, positionals: [run = '', named], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), run);
    const gate = named === undefined ? pendingGates(state)[0] : namedGate(state, named);
    if (named !== undefined && gate === undefined) {
      throw new CliError('usage', `Run ${run} has no gate ${named}. List them with \`wavegate gates ${run}\`.`);
    }
    await fetchWork(runs, run);
    await writeDifference(terminal, runs.repository, state, gate, {
      json: values.json === true,
      form: values['name-only'] === true ? ['--name-only'] : values.stat === true ? ['--stat'] : [],
    });
    return exitCodes.done;
  },
});
