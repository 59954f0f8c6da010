import type { Ask } from '../../core/model/requests.ts';
import { answers } from '../../core/model/revision.ts';
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
  usage: 'RUN [STRATEGY TASK] [--merge-base] [--note TEXT] [--key FILE]',
  summary: 'Change the plan after a failure, or merge in what the base has gained. Without STRATEGY: show what failed.',
  details: [
    ...drivenDetails,
    `STRATEGY is ${answers.join(', ')}; which of them are possible depends on the failure.`,
    '--merge-base  merge what the branch that the run began from has gained, as a wave with gates of its own; also where nothing has failed. Nothing is fetched',
    '--branch NAME  the branch to merge, where that branch and its upstream have both moved on',
    '--note TEXT  what went wrong; the agents are told, and the gate and the record have it',
    'The changed plan is pending at its gate: review it with diff, then approve or reject it.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: {
    ...placeOptions,
    ...signingOptions,
    'merge-base': { type: 'boolean', default: false },
    branch: { type: 'string' },
    plan: { type: 'string' },
    note: { type: 'string', default: '' },
  },
  arguments: [1, 3],
  async run({ values, positionals: [run = '', word, task], terminal }) {
    const merges = values['merge-base'] === true;
    if (merges && word !== undefined) throw new CliError('usage', 'Say either --merge-base or a strategy, not both.');
    if (!merges && (word === undefined || (task === undefined && needsTask(word)))) {
      if (word !== undefined)
        throw new CliError('usage', 'Name the task after the strategy: wavegate adapt RUN STRATEGY TASK');
      const { state } = await viewRun(placeOf(terminal, values), run);
      const adaptation = adaptationOf(state);
      if (values.json === true) await writeJson(terminal, adaptation ?? null);
      else if (adaptation === undefined) terminal.note('Nothing has failed, so there is nothing to adapt.');
      else await writeLines(terminal, choices(run, adaptation));
      return exitCodes.done;
    }
    const ask = merges ? mergeAsk(values.branch) : strategyAsk(word ?? '', task, values.note);
    const desk = await openDesk(terminal, values, run);
    try {
      const { refused } = await desk.ask(ask);
      if (refused !== undefined) throw new CliError('no', refused);
      const { why = '', note = '' } = desk.state.baseMerge ?? desk.state.adaptation?.proposal?.plan ?? {};
      if (values.json === true) await writeJson(terminal, { run, ...ask, why });
      else await writeLines(terminal, [...[why, note].filter((line) => line !== ''), nextLine(run, ask)]);
      terminal.note(desk.goOn(`wavegate resume ${run}`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});

/** Place where the person sees what comes of it. */
function nextLine(run: string, ask: Ask): string {
  const divides = ask.type === 'adapt' && ask.strategy === 'divide';
  return divides
    ? 'Parts of the wave are checked once the run goes on, until it is known which tasks are red together; then a change of the plan waits at its gate.'
    : `The change waits at its gate, which shows it: wavegate gates ${run}`;
}

/** Whether a strategy is about one task; a word that is none is reported as such. */
function needsTask(word: string): boolean {
  return word !== 'divide' && word !== 'merge-base' && word !== 'drop-merge';
}

function mergeAsk(branch: string | undefined): Ask {
  return { type: 'merge-base', ...(branch === undefined ? {} : { branch }) };
}

function strategyAsk(word: string, task = '', diagnosis: string): Ask {
  return { type: 'adapt', strategy: oneOf(answers, word, 'STRATEGY'), task, diagnosis };
}

function choices(
  run: string,
  { title, message, failing, tasks, choices: ways, proposal, division = [] }: BoardAdaptation,
): readonly string[] {
  if (proposal !== undefined)
    return [title, `A change of the plan waits at its gate: ${proposal.title}. See wavegate gates ${run}`];
  return [
    title,
    message,
    ...division.map((line) => `  ${line}`),
    ...failing.map(({ name, file }) => `  failing: ${name}${file === undefined ? '' : ` (${file})`}`),
    ...ways.map(({ strategy, does }) => `  ${strategy}: ${does}`),
    ...tasks.map(({ id, title: name, suspect }) => `  task ${id}: ${name}${suspect ? ' (likely cause)' : ''}`),
  ];
}
