import type { ReportedFinding } from '../../core/handoff/schema.ts';
import type { SessionResult } from '../../core/run/model.ts';

/**
 * The findings of an audit session, each with an id of its own and its citation looked up.
 *
 * @param lineCount number of lines of a file at the audited commit; undefined if there is no such file
 */
export async function verifyFindings(
  reported: readonly ReportedFinding[],
  lineCount: (file: string) => Promise<number | undefined>,
): Promise<NonNullable<SessionResult['findings']>> {
  const taken = new Set<string>();
  const counts = new Map<string, Promise<number | undefined>>();
  const findings: NonNullable<SessionResult['findings']>[number][] = [];
  for (const [index, { id, ...finding }] of reported.entries()) {
    const file = finding.file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    if (!counts.has(file)) counts.set(file, lineCount(file));
    const lines = await counts.get(file);
    const citation = lines !== undefined && finding.line <= lines ? 'verified' : 'unverified';
    findings.push({ ...finding, id: freeId(id ?? `f${index + 1}`, taken), file, citation });
  }
  return findings;
}

/** Two findings of the same name would be triaged as one. */
function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}
