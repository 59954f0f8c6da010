import { planDiagram } from '../../core/views/planDiagram.ts';
import { defineCommand } from '../command.ts';
import { diagnosticLines } from '../diagnostics.ts';
import { exitCodes } from '../exit.ts';
import { readPlan } from '../planFile.ts';
import { writeJson } from '../terminal.ts';

export const graph = defineCommand({
  name: 'graph',
  usage: 'PLAN',
  summary: 'Print the waves, tasks and dependencies of a plan as a Mermaid diagram.',
  options: {},
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const read = await readPlan(terminal, file);
    if (read.plan === undefined) {
      diagnosticLines(read).forEach((line) => terminal.note(line));
      return exitCodes.no;
    }
    const mermaid = planDiagram(read.plan);
    if (values.json === true) await writeJson(terminal, { file, mermaid });
    else await terminal.write(mermaid);
    return exitCodes.done;
  },
});
