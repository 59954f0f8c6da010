import { canonicalJson } from '../canonicalJson.ts';
import type { Command } from './commands.ts';
import type { RunEvent } from './events.ts';
import type { Evidence } from './model.ts';
import { shipRemote } from './queries.ts';
import type { RunState } from './state.ts';

/** Keeps what was seen around the run, where it is not as it was: a journal does not repeat itself. */
export function seeSurroundings(
  { target, moved }: Extract<Command, { type: 'surroundings-seen' }>,
  state: RunState,
): { readonly events: readonly RunEvent[] } {
  const newTarget = target !== undefined && !same(target, state.target);
  const newMoved = moved !== undefined && !same(moved, state.moved ?? []);
  if (!newTarget && !newMoved) return { events: [] };
  return { events: [{ type: 'surroundings-seen', ...(newTarget && { target }), ...(newMoved && { moved }) }] };
}

function same(one: unknown, other: unknown): boolean {
  return other !== undefined && canonicalJson(one) === canonicalJson(other);
}

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
