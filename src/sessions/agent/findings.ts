import type { Finding } from '../../core/model/finding.ts';

interface Reported {
  readonly id?: string | undefined;
  readonly file: string;
  readonly line: number;
}

/**
 * The findings of an auditor or validator, each with an id of its own and its citation looked up.
 *
 * @param lineCount number of lines of a file in the reviewed commit; undefined if there is no such file
 */
export async function verifyFindings<F extends Reported>(
  reported: readonly F[],
  lineCount: (file: string) => Promise<number | undefined>,
): Promise<readonly (Omit<F, 'id'> & Pick<Finding, 'id' | 'citation'>)[]> {
  const taken = new Set<string>();
  const counts = new Map<string, Promise<number | undefined>>();
  const findings: (Omit<F, 'id'> & Pick<Finding, 'id' | 'citation'>)[] = [];
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
