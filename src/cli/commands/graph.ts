import { planDiagram } from '../../core/views/planDiagram.ts';
import { defineCommand } from '../shared/command.ts';
import { diagnosticLines } from '../shared/diagnostics.ts';
import { exitCodes } from '../shared/exit.ts';
import { readPlan } from '../shared/planFile.ts';
import { writeJson, writeText } from '../shared/terminal.ts';

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
    else await writeText(terminal, mermaid);
    return exitCodes.done;
  },
});
