import type { Finding } from './finding.ts';

/**
 * Finding about the chain of a journal. One without a record shows nothing, whatever its chain.
 *
 * @param records how many are whole
 * @param problem first line at which the chain breaks
 */
export function chainFinding(
  records: number,
  problem: { readonly line: number; readonly message: string } | undefined,
): Finding {
  if (problem !== undefined) return { line: problem.line, what: 'journal', ok: false, problem: problem.message };
  const what = `journal, ${records} ${records === 1 ? 'record' : 'records'}`;
  if (records > 0) return { what, ok: true };
  return {
    what,
    ok: false,
    problem: 'It is empty. Put a copy of it back, or import what was exported of the run.',
  };
}
