import { decisionText } from '../core/gates/decisionText.ts';
import type { Channel, FileComment, Verdict } from '../core/run/model.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Statement of a person at a gate, through a trusted channel of this process. */
export interface Say {
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
export async function decideGate(
  engine: RunEngine,
  ports: EnginePorts,
  say: Say,
): Promise<{ readonly refused?: string }> {
  const gate = engine.state.gates[say.gate];
  if (!gate) return { refused: `There is no gate ${say.gate} in run ${engine.state.run}.` };
  const { publicKey: key, place } = ports.signer;
  const who = nameOf(key, say.who, engine.state);
  return engine.submitSealed(async (follows) => {
    const made = { at: ports.clock.now(), evidence: gate.evidence, key, ...(place === undefined ? {} : { place }) };
    const unsigned = { ...say, who, ...made, follows };
    const signature = await ports.signer.sign(decisionText(engine.state.run, unsigned));
    return { type: 'decide-gate', decision: { ...unsigned, signature } };
  });
}

/** The name that the repository binds the key to; what somebody is called otherwise, if that is nobody else's name. */
function nameOf(key: string, who: string, { approvers }: RunEngine['state']): string {
  const approver = approvers.find((known) => known.key === key);
  if (approver !== undefined) return approver.name;
  return approvers.some(({ name }) => name === who) ? `${who} (with a key that is not listed)` : who;
}
