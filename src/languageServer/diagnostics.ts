import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { parsePlan } from '../core/plan/parsePlan.ts';
import type { Problem } from '../core/plan/problem.ts';

const severities: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Everything a launch would refuse or a reviewer would mention, as the editor underlines it. */
export function diagnostics(document: TextDocument): Diagnostic[] {
  const range = ({ start, end }: { readonly start: number; readonly end: number }): Diagnostic['range'] => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  return parsePlan(document.getText()).problems.map((problem) => ({
    range: range(problem),
    severity: severities[problem.severity],
    code: problem.code,
    source: 'wavegate',
    message: problem.message,
    ...(problem.related === undefined
      ? {}
      : {
          relatedInformation: problem.related.map((related) => ({
            location: { uri: document.uri, range: range(related) },
            message: related.message,
          })),
        }),
  }));
}
