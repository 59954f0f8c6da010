import { boardOf } from '../../core/views/board.ts';
import { observePlanFile } from '../../engine/planWatch.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { openNamedRun } from '../openRun.ts';
import { gateDetails, gateLines } from '../statusText.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const reopen = defineCommand({
  name: 'reopen',
  usage: 'RUN GATE',
  summary:
    'Ask again about a gate that was rejected, put on hold or expired: opens a new one and shows what it is about.',
  details: [
    'The gate that ended keeps its decision. The new one has a name of its own, and nothing goes on before it is approved.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, plan: { type: 'string' } },
  arguments: [2, 2],
  async run({ values, positionals: [run = '', gate = ''], terminal }) {
    const { engine, ports, who } = await openNamedRun(terminal, values, run);
    try {
      await observePlanFile(engine, ports);
      const known = new Set(Object.keys(engine.state.gates));
      const { refused } = await engine.submit({ type: 'reopen-gate', gate, who });
      if (refused !== undefined) throw new CliError('no', refused);
      const board = boardOf(engine.state, ports.clock.now());
      const opened = board.gates.filter(({ id }) => !known.has(id));
      if (values.json === true) await writeJson(terminal, opened[0]);
      else {
        for (const each of opened) {
          await writeLines(terminal, [...gateLines({ ...board, gates: [each] }), ...gateDetails(each)]);
        }
      }
      return exitCodes.done;
    } finally {
      await engine.close();
    }
  },
});
