import { boardOf } from '../../core/views/board.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { gateDetails, gateLines } from '../shared/statusText.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const reopen = defineCommand({
  name: 'reopen',
  usage: 'RUN GATE [--key FILE]',
  summary:
    'Ask again about a gate that was rejected, put on hold or expired: opens a new one and shows what it is about.',
  details: [
    ...drivenDetails,
    'The gate that ended keeps its decision. The new one has a name of its own, and nothing continues before it is approved.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, ...signingOptions, plan: { type: 'string' } },
  arguments: [2, 2],
  async run({ values, positionals: [run = '', gate = ''], terminal }) {
    const desk = await openDesk(terminal, values, run);
    try {
      const known = new Set(Object.keys(desk.state.gates));
      const { refused } = await desk.ask({ type: 'reopen-gate', gate });
      if (refused !== undefined) throw new CliError('no', refused);
      const board = boardOf(desk.state, desk.now());
      const opened = board.gates.filter(({ id }) => !known.has(id));
      if (values.json === true) await writeJson(terminal, opened[0]);
      else {
        for (const each of opened) {
          await writeLines(terminal, [...gateLines({ ...board, gates: [each] }), ...gateDetails(each)]);
        }
      }
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});
