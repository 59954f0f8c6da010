import { strategies } from '../../core/model/terms.ts';
import { adaptationOf } from '../../core/views/boardAdaptation.ts';
import type { BoardAdaptation } from '../../core/model/boardModel.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { oneOf } from '../follow/approvals.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const adapt = defineCommand({
  name: 'adapt',
  usage: 'RUN [STRATEGY TASK] [--note TEXT] [--key FILE]',
  summary: 'Change the plan after a failure. Without STRATEGY: show what failed, and the ways to go on.',
  details: [
    ...drivenDetails,
    `STRATEGY is ${strategies.join(', ')}; which of them are possible depends on the failure.`,
    '--note TEXT  what went wrong; the agents are told, and the gate and the record have it',
    'The changed plan waits at its gate: look at it with diff, then approve or reject it.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, ...signingOptions, plan: { type: 'string' }, note: { type: 'string', default: '' } },
  arguments: [1, 3],
  async run({ values, positionals: [run = '', word, task], terminal }) {
    if (word === undefined || task === undefined) {
      if (word !== undefined)
        throw new CliError('usage', 'Name the task after the strategy: wavegate adapt RUN STRATEGY TASK');
      const { state } = await viewRun(placeOf(terminal, values), run);
      const adaptation = adaptationOf(state);
      if (values.json === true) await writeJson(terminal, adaptation ?? null);
      else if (adaptation === undefined) terminal.note('Nothing has failed, so there is nothing to adapt.');
      else await writeLines(terminal, choices(run, adaptation));
      return exitCodes.done;
    }
    const strategy = oneOf(strategies, word, 'STRATEGY');
    const desk = await openDesk(terminal, values, run);
    try {
      const { refused } = await desk.ask({ type: 'adapt', strategy, task, diagnosis: values.note });
      if (refused !== undefined) throw new CliError('no', refused);
      if (values.json === true) await writeJson(terminal, { run, strategy, task });
      else
        await writeLines(terminal, [
          `The plan of run ${run} is changed (${strategy}, ${task}). Its gate shows how: wavegate gates ${run}`,
        ]);
      terminal.note(desk.goOn(`wavegate resume ${run}`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});

function choices(
  run: string,
  { title, message, failing, tasks, choices: ways, proposal }: BoardAdaptation,
): readonly string[] {
  if (proposal !== undefined)
    return [title, `A change of the plan waits at its gate: ${proposal.title}. See wavegate gates ${run}`];
  return [
    title,
    message,
    ...failing.map(({ name, file }) => `  failing: ${name}${file === undefined ? '' : ` (${file})`}`),
    ...ways.map(({ strategy, does }) => `  ${strategy}: ${does}`),
    ...tasks.map(({ id, title: name, suspect }) => `  task ${id}: ${name}${suspect ? ' (likely cause)' : ''}`),
  ];
}
