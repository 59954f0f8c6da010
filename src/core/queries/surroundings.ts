import type { Evidence } from '../model/gate.ts';
import { shipRemote } from './runQueries.ts';
import type { RunState } from '../model/state.ts';

const noBranch = 'no such branch';
const unsaid = 'not known';

/** The part of a ship gate's evidence that lies outside: where it goes, and what is there. */
export function targetEvidence(state: RunState): Evidence {
  const { target } = state;
  if (target === undefined || target.remote !== shipRemote(state)) return {};
  const { addresses, commit } = target;
  return {
    address: addresses.length === 0 ? 'nowhere' : addresses.join('\n'),
    remote: commit === undefined ? unsaid : (commit ?? noBranch),
  };
}

/** The approval to push, from the evidence of the ship gate that was used. */
export function approvedTarget({ address, remote }: Evidence): {
  readonly addresses?: readonly string[];
  readonly expected?: { readonly commit?: string };
} {
  return {
    ...(address !== undefined && { addresses: address === 'nowhere' ? [] : address.split('\n') }),
    ...(remote !== undefined && remote !== unsaid && { expected: remote === noBranch ? {} : { commit: remote } }),
  };
}

/** Says how evidence differs: with old and new where people can compare them, else by its name. */
export function differenceText(name: string, decided: string | undefined, now: string | undefined): string {
  if (name === 'address') return `the address that is pushed to, from ${words(decided)} to ${words(now)}`;
  if (name === 'remote') return `the run branch at the remote, from ${words(decided)} to ${words(now)}`;
  return name;
}

function words(value: string | undefined): string {
  return value === undefined ? 'none' : value.replaceAll('\n', ' and ');
}
