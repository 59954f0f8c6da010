import type { RunState } from '../model/state.ts';

/** The commit that a person tries: the merged work that waits at a spot-check, else what the run has committed. */
export function commitToTry(state: RunState): string {
  const waiting = Object.values(state.gates).find(
    ({ kind, status, voided }) => kind === 'spot-check' && status === 'pending' && voided === undefined,
  );
  const merged = waiting?.wave === undefined ? undefined : state.waves[waiting.wave]?.merge?.commit;
  return merged ?? state.head;
}
