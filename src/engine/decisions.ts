import { decisionText } from '../core/gates/decisionText.ts';
import { withIds } from '../core/gates/gateDraft.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { Channel, Decision, FileComment, Gate, RecordRef, Verdict } from '../core/model/gate.ts';
import type { RunState } from '../core/model/state.ts';
import type { Signer } from '../ports/signer.ts';
import { lookAtBudgets } from './budgetWatch.ts';
import type { CommandInput } from './commandInput.ts';
import { lookAtRuns } from './runWatch.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Statement of a person at a gate, through a trusted channel of this process. */
export interface DecisionInput {
  readonly gate: string;
  readonly verdict: Verdict;
  readonly who: string;
  readonly channel: Channel;
  readonly note: string;
  readonly answers?: Readonly<Record<string, string>>;
  /** Spot-check: what is not ok, line by line. */
  readonly comments?: readonly FileComment[];
}

/**
 * Signs a person's decision on the gate in its current state and hands it to the run.
 * @returns why it was refused, if it was; the gate is then as it was
 */
export async function decideGate(engine: RunEngine, ports: EnginePorts, say: DecisionInput): Promise<Partial<Refusal>> {
  const submit = (command: CommandInput): Promise<unknown> => engine.submit(command);
  await lookAtBudgets(submit, ports);
  if (engine.state.gates[say.gate]?.kind === 'launch') await lookAtRuns(() => engine.state, submit, ports);
  const gate = engine.state.gates[say.gate];
  if (!gate) return { refused: `There is no gate ${say.gate} in run ${engine.state.run}.` };
  return engine.submitSealed(async (follows) => ({
    type: 'decide-gate',
    decision: await signDecision(say, gate, engine.state, follows, ports),
  }));
}

/** A person's decision on a gate as it stands, signed. @param follows the last record of the journal */
export async function signDecision(
  say: DecisionInput,
  gate: Gate,
  state: RunState,
  follows: RecordRef,
  { signer, clock }: Pick<EnginePorts, 'signer' | 'clock'>,
): Promise<Decision> {
  const { publicKey: key, place } = signer;
  const who = nameOf(key, say.who, state);
  const made = { at: clock.now(), evidence: gate.evidence, key, ...(place === undefined ? {} : { place }) };
  const named = say.comments === undefined ? {} : { comments: withIds(say.gate, say.comments) };
  const unsigned = { ...say, ...named, who, ...made, follows };
  return { ...unsigned, signature: await signer.sign(decisionText(state.run, unsigned)) };
}

/** Whether the owner of its key has signed a decision for this run, as it is. */
export function isSignedDecision(run: string, decision: Decision, signer: Signer): Promise<boolean> {
  const { signature, ...unsigned } = decision;
  return signer.verify(decisionText(run, unsigned), signature, unsigned.key);
}

/** The name that the repository binds the key to; what somebody is called otherwise, if that is nobody else's name. */
export function nameOf(key: string, who: string, { approvers }: Pick<RunState, 'approvers'>): string {
  const approver = approvers.find((known) => known.key === key);
  if (approver !== undefined) return approver.name;
  return approvers.some(({ name }) => name === who) ? `${who} (with a key that is not listed)` : who;
}
