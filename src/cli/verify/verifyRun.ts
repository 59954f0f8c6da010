import { decisionText } from '../../core/gates/decisionText.ts';
import { keyObjection } from '../../core/gates/keyObjection.ts';
import { restsOn } from '../../core/gates/specs/resting.ts';
import { evidenceDifferences } from '../../core/gates/evidence.ts';
import { isInPlace } from '../../core/journal/decisionPlace.ts';
import type { JournalRecord } from '../../core/journal/record.ts';
import type { Recorded } from '../../core/model/events.ts';
import { Replay } from '../../core/run/evolve.ts';
import { missingGate } from '../../core/run/gate/missingGate.ts';
import type { Decision, Evidence } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
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
    for (const [index, event] of record.events.entries()) {
      const { state } = replay;
      if (state !== undefined) findings.push(...(await verifyEvent({ record, index, event }, state, approved, tools)));
      replay.add(event);
    }
  }
  const { state } = replay;
  if (state === undefined)
    return [{ what: 'start of the run', ok: false, problem: 'The journal does not begin with it.' }];
  return [...findings, await verifyBranch(state, tools.git)];
}

/** An event, and where it is in the journal. */
interface Placed {
  readonly record: JournalRecord;
  readonly index: number;
  readonly event: Recorded;
}

/**
 * @param before the run before this event
 * @param approved gates with an approval that counts; an event that is one adds its own
 */
async function verifyEvent(
  { record, index, event }: Placed,
  before: RunState,
  approved: Set<string>,
  tools: VerifyTools,
): Promise<readonly Finding[]> {
  const line = record.seq;
  const missing = missingGate(event, before);
  const findings = missing === undefined ? [] : [finding(line, event.type, missing)];
  switch (event.type) {
    case 'gate-decided': {
      const { decision } = event;
      const problem = decisionProblem(decision, before, isInPlace(decision, index, record), tools);
      const { approvals = [], required = 1 } = before.gates[decision.gate] ?? {};
      const isLast = approvals.length + 1 >= required;
      if (problem === undefined && decision.verdict === 'approved' && isLast) approved.add(decision.gate);
      return [...findings, finding(line, `decision ${decision.gate}: ${decision.verdict} by ${decision.who}`, problem)];
    }
    case 'gate-rested': {
      const gate = before.gates[event.gate];
      const rests = gate !== undefined && restsOn(before, gate)?.id === event.by && approved.has(event.by);
      if (rests) approved.add(event.gate);
      const problem = rests ? undefined : `No decision at ${event.by} is about the same.`;
      return [...findings, finding(line, `gate ${event.gate}: rests on ${event.by}`, problem)];
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
  inPlace: boolean,
  { verifySignature }: VerifyTools,
): string | undefined {
  const { signature, ...unsigned } = decision;
  const known = [state.publicKey, ...state.approvers.map(({ key }) => key)].includes(unsigned.key);
  if (!known || !verifySignature(decisionText(state.run, unsigned), signature, unsigned.key)) {
    return 'It is not signed by a key of this run.';
  }
  if (!inPlace) {
    return `It was made on record ${decision.follows.seq} as it was then; the journal now contains something else before it.`;
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
