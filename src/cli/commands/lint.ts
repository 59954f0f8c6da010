import { defineCommand } from '../command.ts';
import { diagnosticData, diagnosticLines } from '../diagnostics.ts';
import { exitCodes } from '../exit.ts';
import { hasErrors, lintPlan } from '../planFile.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const lint = defineCommand({
  name: 'lint',
  usage: 'PLAN',
  summary: 'Check a plan. Prints file:line:col: severity code message for each problem.',
  options: {},
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const plan = await lintPlan(terminal, file);
    if (values.json === true) await writeJson(terminal, { file, ok: !hasErrors(plan), problems: diagnosticData(plan) });
    else await writeLines(terminal, diagnosticLines(plan));
    return hasErrors(plan) ? exitCodes.no : exitCodes.done;
  },
});
