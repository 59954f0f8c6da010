import { randomUUID } from 'node:crypto';
import { bisect as search } from '../../runs/record/bisect.ts';
import type { Bisected } from '../../runs/record/bisect.ts';
import { errorMessage } from '../../util/errors.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { accessRun } from '../shared/openRun.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const bisect = defineCommand({
  name: 'bisect',
  usage: 'RUN --run COMMAND [--minutes N]',
  summary: 'Find the wave that turned a command red, and the task, by merging its parts again one by one.',
  details: [
    '--run COMMAND  ends with 0 on good code; it runs in a worktree of each commit, set up as the plan says',
    '--minutes N  longest time one run of it may take; default 15',
    'Nothing is changed: neither your checkout nor the run.',
  ],
  options: { ...placeOptions, run: { type: 'string' }, minutes: { type: 'string', default: '15' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const command = values.run ?? '';
    const minutes = Number(values.minutes);
    if (command.trim() === '') {
      throw new CliError('usage', 'bisect needs --run COMMAND: a command that ends with 0 on good code.');
    }
    if (!Number.isFinite(minutes) || minutes <= 0) {
      throw new CliError('usage', `--minutes takes a number greater than 0, not "${values.minutes}".`);
    }
    const place = placeOf(terminal, values);
    const { runs } = await viewRun(place, run);
    const { ports, state } = await accessRun(terminal, values, run);
    const tries: { readonly what: string; readonly green: boolean }[] = [];
    const found = await search({
      repository: runs.repository,
      state,
      command,
      minutes,
      search: randomUUID().slice(0, 8),
      executor: ports.executor,
      tried(what, green) {
        tries.push({ what, green });
        if (values.json !== true) terminal.note(`${green ? 'green' : 'red  '}  ${what}`);
      },
    }).catch((error: unknown) => {
      throw new CliError('environment', errorMessage(error), { cause: error });
    });
    if (values.json === true) await writeJson(terminal, { ...found, tries });
    else await writeLines(terminal, lines(found, run));
    return found.found === 'wave' ? exitCodes.done : exitCodes.no;
  },
});

function lines(found: Bisected, run: string): readonly string[] {
  if (found.found === 'nothing') return [found.why];
  const { wave, tasks, how } = found;
  const named = tasks.join(', ');
  const task = {
    alone: `Task ${named} alone makes it red.`,
    together: `No task alone makes it red; these do together: ${named}.`,
    'not told apart': `Its tasks cannot be merged one by one, so it is one of them, or all: ${named}.`,
  }[how];
  return [
    `Wave ${wave.wave} (${wave.title}) turned it red, with commit ${wave.commit.slice(0, 10)}.`,
    task,
    `See what it did: wavegate show ${wave.commit.slice(0, 10)}   Report: wavegate report ${run}`,
  ];
}
