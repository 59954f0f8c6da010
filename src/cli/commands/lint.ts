import { planProblems } from '../../core/planText/codes.ts';
import { suggestion } from '../../util/nearest.ts';
import { severityChoices, withSeverities } from '../../core/planText/severities.ts';
import type { Severities } from '../../core/planText/severities.ts';
import { defineCommand } from '../shared/command.ts';
import { diagnosticData, diagnosticLines } from '../shared/diagnostics.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { hasErrors, lintPlan } from '../shared/planFile.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const lint = defineCommand({
  name: 'lint',
  usage: 'PLAN [--rule CODE=SEVERITY]...',
  summary: 'Check a plan. Prints file:line:col: severity code message for each problem.',
  details: [
    '--rule CODE=SEVERITY  show a piece of advice as error, warning, information, hint, or not at all (off);',
    '                      with an error the exit code is 1. What refuses a launch stays an error.',
  ],
  options: { rule: { type: 'string', multiple: true } },
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const severities = severitiesIn(values.rule ?? []);
    const found = await lintPlan(terminal, file);
    const plan = { ...found, problems: withSeverities(found.problems, severities) };
    if (values.json === true) await writeJson(terminal, { file, ok: !hasErrors(plan), problems: diagnosticData(plan) });
    else await writeLines(terminal, diagnosticLines(plan));
    return hasErrors(plan) ? exitCodes.no : exitCodes.done;
  },
});

/** @throws CliError `usage` for a rule that does not exist or refuses launches, and for a severity that does not exist */
function severitiesIn(rules: readonly string[]): Severities {
  return Object.fromEntries(
    rules.map((rule) => {
      const [code = '', severity = ''] = rule.split('=');
      const codes = Object.keys(planProblems);
      if (!codes.includes(code)) {
        throw new CliError('usage', `--rule ${rule}: no rule is called "${code}".${suggestion(code, codes)}`);
      }
      const chosen = severityChoices.find((choice) => choice === severity);
      if (chosen === undefined) {
        throw new CliError(
          'usage',
          `--rule ${rule}: write ${code}=SEVERITY, with one of ${severityChoices.join(', ')}.`,
        );
      }
      if (planProblems[code as keyof typeof planProblems] === 'error' && chosen !== 'error') {
        throw new CliError('usage', `--rule ${rule}: "${code}" refuses the launch, so it stays an error here.`);
      }
      return [code, chosen];
    }),
  );
}
