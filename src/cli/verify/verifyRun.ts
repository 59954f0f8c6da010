import { decisionText } from '../../core/gates/decisionText.ts';
import { keyObjection } from '../../core/gates/keyObjection.ts';
import { evidenceDifferences } from '../../core/gates/evidence.ts';
import type { JournalRecord } from '../../core/journal/record.ts';
import { Replay } from '../../core/run/evolve.ts';
import { missingGate } from '../../core/run/missingGate.ts';
import type { Decision, Evidence } from '../../core/run/model.ts';
import type { RunState } from '../../core/run/state.ts';
import type { Digest } from '../../ports/digest.ts';
import { verifyBranch, verifyCommit } from './commits.ts';
import type { Finding } from './finding.ts';
import type { VerifyGit } from './git.ts';

export interface VerifyTools {
  readonly digest: Digest;
  readonly git: VerifyGit;
  readonly verifySignature: (text: string, signature: string, publicKey: string) => boolean;
}

/**
 * Checks a run's records against each other and against the repository: every decision is signed by the key of the run,
 * made on the records before it and about what its gate was about, every gate that was used had such an approval, nothing
 * happened without the gate before it, every commit is there with its tree and its trailers, and the run branch
 * contains nothing that the journal does not record.
 * @param records a chain that has been checked
 */
export async function verifyRun(records: readonly JournalRecord[], tools: VerifyTools): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const approved = new Set<string>();
  const replay = new Replay();
  for (const record of records) {
    const { state } = replay;
    if (state !== undefined) findings.push(...(await verifyRecord(record, state, records, approved, tools)));
    replay.add(record.event);
  }
  const { state } = replay;
  if (state === undefined)
    return [{ what: 'start of the run', ok: false, problem: 'The journal does not begin with it.' }];
  return [...findings, await verifyBranch(state, tools.git)];
}

/**
 * @param before the run before this record
 * @param approved gates with an approval that counts; a record that is one adds its own
 */
async function verifyRecord(
  { seq: line, event }: JournalRecord,
  before: RunState,
  records: readonly JournalRecord[],
  approved: Set<string>,
  tools: VerifyTools,
): Promise<readonly Finding[]> {
  const missing = missingGate(event, before);
  const findings = missing === undefined ? [] : [finding(line, event.type, missing)];
  switch (event.type) {
    case 'gate-decided': {
      const { decision } = event;
      const problem = decisionProblem(decision, before, records[line - 2], tools);
      const { approvals = [], required = 1 } = before.gates[decision.gate] ?? {};
      const isLast = approvals.length + 1 >= required;
      if (problem === undefined && decision.verdict === 'approved' && isLast) approved.add(decision.gate);
      return [...findings, finding(line, `decision ${decision.gate}: ${decision.verdict} by ${decision.who}`, problem)];
    }
    case 'gate-used': {
      const problem = approved.has(event.gate) ? undefined : 'It has no approval that counts.';
      return [...findings, finding(line, `use of gate ${event.gate}`, problem)];
    }
    case 'wave-committed':
    case 'plan-committed':
      return [...findings, { line, ...(await verifyCommit(event, before, tools)) }];
    default:
      return findings;
  }
}

function decisionProblem(
  decision: Decision,
  state: RunState,
  last: JournalRecord | undefined,
  { verifySignature }: VerifyTools,
): string | undefined {
  const { signature, ...unsigned } = decision;
  const known = [state.publicKey, ...state.approvers.map(({ key }) => key)].includes(unsigned.key);
  if (!known || !verifySignature(decisionText(state.run, unsigned), signature, unsigned.key)) {
    return 'It is not signed by a key of this run.';
  }
  const { seq, hash } = decision.follows;
  if (last?.seq !== seq || last.hash !== hash) {
    return `It was made on record ${seq} as it was then; the journal now holds something else before it.`;
  }
  const gate = state.gates[decision.gate];
  if (gate === undefined) return 'There was no such gate.';
  return keyObjection(gate, decision, state) ?? differences(gate.evidence, decision.evidence);
}

function differences(asked: Evidence, decided: Evidence): string | undefined {
  const names = evidenceDifferences(asked, decided);
  return names.length === 0 ? undefined : `It is about another ${names.join(', ')} than its gate.`;
}

function finding(line: number, what: string, problem: string | undefined): Finding {
  return problem === undefined ? { line, what, ok: true } : { line, what, ok: false, problem };
}
