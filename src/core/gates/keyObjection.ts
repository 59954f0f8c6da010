import type { Decision, Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { itemsToConfirm } from '../queries/readiness.ts';
import { approversFile } from '../model/approvers.ts';

/**
 * Why a decision by this key does not count at this gate, for people; undefined when it does. Whether the signature is
 * one by the key has been checked.
 */
export function keyObjection(gate: Gate, decision: Decision, state: RunState): string | undefined {
  const { key, who } = decision;
  const stranger = strangerObjection(decision, state);
  if (stranger !== undefined) return stranger;
  const approver = state.approvers.find((known) => known.key === key);
  if (gate.approvers.length > 0 && (approver === undefined || !gate.approvers.includes(approver.name))) {
    return `${who} is not among the approvers of gate ${gate.id} (${gate.approvers.join(', ')}): a name counts by its key. ${howToAdd}`;
  }
  const attesting = attestObjection(gate, decision, state);
  if (attesting !== undefined) return attesting;
  if (decision.verdict === 'approved' && hasApproved(gate, { key, who })) {
    const required = gate.required ?? 1;
    return `${who} has approved gate ${gate.id} already: ${gate.approvals?.length ?? 0} of ${required}. The others have to decide, each with a key of their own.`;
  }
  return undefined;
}

/** Whether a person has approved a gate that waits for others now. They may have keys on several machines, and count once. */
export function hasApproved(
  { approvals = [] }: Gate,
  { key, who }: { readonly key: string; readonly who?: string },
): boolean {
  return approvals.some((approval) => approval.key === key || approval.who === who);
}

/** Nobody attests for an owner whose key the run knows. */
function attestObjection(
  gate: Gate,
  { verdict, answers = {}, key, who }: Decision,
  state: RunState,
): string | undefined {
  if (verdict !== 'approved') return undefined;
  const item = itemsToConfirm(state, gate.wave).find(
    ({ id, attests }) =>
      attests !== undefined &&
      answers[id] === 'yes' &&
      state.approvers.every((known) => known.name !== attests || known.key !== key),
  );
  if (item?.attests === undefined) return undefined;
  return `Only ${item.attests} can attest "${item.item}" [${item.id}], with their own key, and this is ${who}'s. Let ${item.attests} approve gate ${gate.id}.`;
}

const howToAdd = `An approver is added with \`wavegate approvers add NAME KEY\`, in a commit before the run starts: a run keeps to ${approversFile} at its base commit.`;

/** Why nothing that this key signs counts in the run, for people; undefined when it is one of the run's, used by its owner. */
export function strangerObjection(
  signer: Pick<Decision, 'key' | 'who' | 'place'>,
  state: RunState,
): string | undefined {
  const { key, who } = signer;
  const approver = state.approvers.find((known) => known.key === key);
  if (approver === undefined && key !== state.publicKey) {
    return `Run ${state.run} was started with another signing key, and this one is no approver's. ${howToAdd}`;
  }
  if (approver !== undefined && approver.name !== who) {
    return `This key is ${approver.name}'s, so it cannot decide as ${who}.`;
  }
  const isBound = state.approvers.some(({ name }) => name === who);
  if (isBound && approver === undefined) return `${who} is bound to another key. Decide with that key.`;
  return placeObjection(signer, state);
}

/** A key file without a passphrase counts in its own place alone: whoever copied it has not got the right to use it. */
function placeObjection({ key, place }: Pick<Decision, 'key' | 'place'>, state: RunState): string | undefined {
  if (place === undefined) return undefined;
  const known = key === state.publicKey ? state.keyPlace : undefined;
  const first = known ?? Object.values(state.gates).find(({ decision }) => decision?.key === key)?.decision?.place;
  if (first === undefined || first === place) return undefined;
  return (
    'This is a copy of a key file without a passphrase that this run knows in another place, so its decisions do not count. ' +
    'Decide with the original. If you moved it, put it back for this run; a key with a passphrase can be moved.'
  );
}
