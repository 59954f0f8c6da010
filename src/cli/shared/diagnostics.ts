import type { Problem } from '../../core/planText/problem.ts';
import { countPassing } from '../../util/binarySearch.ts';
import type { ReadPlan } from './planFile.ts';

/** Line and column of an offset; both count from 1, columns in UTF-16 code units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions of a text. Lines end with LF, CR LF or CR. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    const line = countPassing(starts, (start) => start <= offset);
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

/** `file:line:col: severity code message` for each problem, and a line for each place that explains one. */
export function diagnosticLines({ file, source, problems }: ReadPlan): readonly string[] {
  const at = positions(source);
  const line = (offset: number, rest: string): string => `${file}:${at(offset).line}:${at(offset).column}: ${rest}`;
  return problems.flatMap(({ severity, code, message, start, related = [] }) => [
    line(start, `${severity} ${code} ${oneLine(message)}`),
    ...related.map((other) => line(other.start, `information ${code} ${oneLine(other.message)}`)),
  ]);
}

/** The same for programs: positions in place of offsets. */
export function diagnosticData({ source, problems }: ReadPlan): readonly object[] {
  const at = positions(source);
  const place = ({ start, end }: Pick<Problem, 'start' | 'end'>): object => ({ start: at(start), end: at(end) });
  return problems.map(({ severity, code, message, related = [], ...span }) => ({
    severity,
    code,
    message,
    ...place(span),
    related: related.map((other) => ({ message: other.message, ...place(other) })),
  }));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
