import type { Evidence } from '../model/gate.ts';
import { runBranch } from '../model/names.ts';
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
export function differenceText(
  state: RunState,
  name: string,
  decided: string | undefined,
  now: string | undefined,
): string {
  if ((name === 'base' || name === 'head') && decided === state.head && now !== undefined) {
    return `${name}, as ${movedBranch(state, now)}`;
  }
  if (name === 'address') return `the address that is pushed to, from ${words(decided)} to ${words(now)}`;
  if (name === 'remote') return `the run branch at the remote, from ${words(decided)} to ${words(now)}`;
  return name;
}

/** A run branch that somebody has moved keeps every gate about it from being used until it is back. */
function movedBranch({ head, plan, run }: RunState, now: string): string {
  const branch = runBranch(plan.plan.git.branchPrefix, run);
  const was = head.slice(0, 12);
  if (now === noBranch) return `branch ${branch} is gone: to go on, make it again with "git branch ${branch} ${was}"`;
  return `branch ${branch} is at ${now.slice(0, 12)} instead of ${was}, moved from outside of the run: to go on, give what is there a name with "git branch NAME ${branch}", and put it back with "git update-ref refs/heads/${branch} ${was}"`;
}

function words(value: string | undefined): string {
  return value === undefined ? 'none' : value.replaceAll('\n', ' and ');
}
