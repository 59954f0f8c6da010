import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver';
import { checkPlan } from '../core/planRules/check/checkPlan.ts';
import type { Problem } from '../core/planText/problem.ts';
import { withSeverities } from '../core/planText/severities.ts';
import type { Severities } from '../core/planText/severities.ts';
import type { PlanMemory } from '../core/planRules/check/runRules.ts';
import { locationOf, rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';

const shownAs: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Most problems that are sent at once: an editor shows no more either, and sending takes longer than finding. */
const mostSent = 2_000;

/**
 * Everything a launch would refuse or a reviewer would mention, as the editor underlines it.
 *
 * @param memory what was found in an earlier version of the same plan; is brought up to date
 * @param pages address of the folder with a page for each code, where there is one
 */
export function diagnostics(
  file: PlanFile,
  severities: Severities = {},
  memory?: PlanMemory,
  pages?: string,
): Diagnostic[] {
  const { problems } = checkPlan(file.plan, file.repository, memory);
  return withSeverities(problems.slice(0, mostSent), severities).map((problem) => diagnostic(file, problem, pages));
}

function diagnostic(file: PlanFile, problem: Problem, pages: string | undefined): Diagnostic {
  return {
    range: rangeOf(file, problem),
    severity: shownAs[problem.severity],
    code: problem.code,
    ...(pages !== undefined && { codeDescription: { href: `${pages}/${problem.code}.md` } }),
    source: 'wavegate',
    message: problem.message,
    ...(problem.suggestion === undefined ? {} : { data: { suggestion: problem.suggestion } }),
    ...(problem.related === undefined
      ? {}
      : {
          relatedInformation: problem.related.map((related) => ({
            location: locationOf(file, related),
            message: related.message,
          })),
        }),
  };
}
