/** A problem that a compiler or linter has printed with its place. */
export interface PrintedProblem {
  /** Path as it was printed, with forward slashes. */
  readonly file: string;
  /** Counts from 1, and so does the column. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** `src/a.ts(3,5): error TS2304: …`, and `src/a.ts:3:5: error: …` or `src/a.ts:3:5 - error TS2304: …`. */
const forms = [
  /^(?<file>[^\s():][^():]*)\((?<line>\d+),(?<column>\d+)\):\s*(?<severity>error|warning)\b:?\s*(?<message>.+)$/i,
  /^(?<file>[^\s():][^():]*):(?<line>\d+):(?<column>\d+)(?::|\s+-)\s*(?:fatal )?(?<severity>error|warning)\b:?\s*(?<message>.+)$/i,
];

/** Most problems that are read of one output: more of them help nobody. */
const most = 100;

/** Problems that an output names with file and line, in its order; what has another form is left out. */
export function problemLines(output: string): readonly PrintedProblem[] {
  const found: PrintedProblem[] = [];
  for (const line of output.split(/\r?\n/)) {
    if (line.length > 1000) continue;
    const groups = forms.map((form) => form.exec(line.trim())?.groups).find((match) => match !== undefined);
    if (groups === undefined) continue;
    const { file = '', severity = '', message = '' } = groups;
    found.push({
      file: file.trim().replaceAll('\\', '/').replace(/^\.\//, ''),
      line: Math.max(Number(groups['line']), 1),
      column: Math.max(Number(groups['column']), 1),
      severity: severity.toLowerCase() === 'warning' ? 'warning' : 'error',
      message,
    });
    if (found.length === most) break;
  }
  return found;
}
