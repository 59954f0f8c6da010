import { boardOf } from '../../core/views/board.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { exitCodes } from '../exit.ts';
import { placeOf, viewRun } from '../place.ts';
import { gateDetails, gateLines } from '../statusText.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const gates = defineCommand({
  name: 'gates',
  usage: '[RUN]',
  summary: 'Show the gates that wait for a decision, with what they are about. Without RUN: of the latest run.',
  options: placeOptions,
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const { state } = await viewRun(placeOf(terminal, values), run);
    const board = boardOf(state, Date.now());
    if (values.json === true) await writeJson(terminal, board.gates);
    else if (board.gates.length === 0) terminal.note(`No gate of run ${board.run} waits. ${board.headline}.`);
    else {
      for (const gate of board.gates) {
        await writeLines(terminal, [...gateLines({ ...board, gates: [gate] }), ...gateDetails(gate)]);
      }
    }
    return exitCodes.done;
  },
});
